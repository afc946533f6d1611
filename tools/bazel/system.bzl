"""system_libraries: one repository that offers the distribution's libraries, found by pkg-config."""

def _pkg_config(rctx, flag, module):
    result = rctx.execute([rctx.which("pkg-config"), flag, module])
    if result.return_code != 0:
        fail("pkg-config %s %s:\n%s\nRun tools/setup to install what the build needs." % (flag, module, result.stderr))
    return [word for word in result.stdout.replace("\n", " ").split(" ") if word]

def _keep_last(words):
    # Of a library named twice the last place counts: the link order matters.
    seen = {}
    kept = []
    for word in reversed(words):
        if word not in seen:
            seen[word] = True
            kept.append(word)
    return reversed(kept)

def _library(rctx, name, modules):
    """Writes one cc_library rule; headers outside /usr/include are linked into the repository."""
    links = []
    defines = []
    includes = []
    for module in modules:
        if module.startswith("!"):
            links.append("-l" + module[1:])
            continue
        for flag in _pkg_config(rctx, "--cflags", module):
            if flag.startswith("-D") and flag != "-DNOMINMAX":
                defines.append(flag[2:])
            elif flag.startswith("-I") and flag != "-I/usr/include":
                includes.append(flag[2:])
        links += _pkg_config(rctx, "--libs", module)

    # Push and pop pairs do not survive _keep_last; --as-needed would drop libraries of interface-only targets.
    links = [flag for flag in links if not flag.startswith("-Wl,--p") and flag != "-Wl,--as-needed"]
    folders = []
    for index, include in enumerate(includes):
        folders.append("include_%s_%d" % (name, index))
        rctx.symlink(include, folders[-1])
    return """cc_library(
    name = %r,
    hdrs = glob(%r),
    defines = %r,
    includes = %r,
    linkopts = %r,
)
""" % (name, [folder + "/**" for folder in folders], _keep_last(defines), folders, _keep_last(links))

def _system_libraries_impl(rctx):
    if not rctx.which("pkg-config"):
        fail("pkg-config was not found. Run tools/setup to install what the build needs.")
    rules = ["package(default_visibility = [\"//visibility:public\"])\n"]
    for name, modules in rctx.attr.libraries.items():
        rules.append(_library(rctx, name, modules))
    for tool in rctx.attr.tools:
        path = rctx.which(tool)
        if not path:
            fail("%s was not found. Run tools/setup to install what the build needs." % tool)
        rctx.symlink(path, "bin/" + tool)
        rules.append("filegroup(name = %r, srcs = [%r])\n" % (tool, "bin/" + tool))
    rctx.file("BUILD.bazel", "\n".join(rules))

system_libraries = repository_rule(
    implementation = _system_libraries_impl,
    attrs = {
        "libraries": attr.string_list_dict(doc = "cc_library name -> pkg-config modules; \"!x\" is plain -lx"),
        "tools": attr.string_list(doc = "programs on the PATH, offered as files"),
    },
    local = True,
    configure = True,
    environ = ["PKG_CONFIG_PATH", "PATH"],
)
