"""self_contained_library: a shared object that needs nothing but the C library, and exports nothing but its map."""

load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")

def _archives(deps):
    # Each library of this build as one archive of position-independent objects.
    archives = []
    for dep in deps:
        for linker_input in dep[CcInfo].linking_context.linker_inputs.to_list():
            for library in linker_input.libraries:
                archive = library.pic_static_library or library.static_library
                if archive:
                    archives.append(struct(file = archive, whole = library.alwayslink))
    return archives

def _impl(ctx):
    archives = _archives(ctx.attr.deps)
    out = ctx.actions.declare_file(ctx.attr.out)
    terms = ctx.actions.declare_file(ctx.attr.out + ".third-party.txt")
    args = ctx.actions.args()
    args.add("--out", out)
    args.add("--terms", terms)
    args.add("--soname", ctx.attr.soname)
    args.add("--map", ctx.file.map)
    args.add_all([archive.file for archive in archives if archive.whole], before_each = "--whole")
    args.add_all([archive.file for archive in archives if not archive.whole], before_each = "--archive")
    args.add_all(ctx.attr.system_modules, before_each = "--module")
    args.add_all(ctx.attr.system_libraries, before_each = "--library")
    args.add_all(ctx.attr.libc_variables, before_each = "--libc-variable")
    ctx.actions.run(
        executable = ctx.executable._linker,
        arguments = [args],
        inputs = [archive.file for archive in archives] + [ctx.file.map],
        outputs = [out, terms],
        use_default_shell_env = True,
        mnemonic = "SelfContainedLink",
        progress_message = "Linking %s" % out.short_path,
    )
    return [
        DefaultInfo(files = depset([out]), runfiles = ctx.runfiles(files = [out])),
        OutputGroupInfo(terms = depset([terms])),
    ]

self_contained_library = rule(
    implementation = _impl,
    attrs = {
        "deps": attr.label_list(providers = [CcInfo], doc = "what is in it"),
        "libc_variables": attr.string_list(doc = "variables of the C library that archives use; see the linker"),
        "map": attr.label(allow_single_file = True, mandatory = True, doc = "the version script"),
        "out": attr.string(mandatory = True, doc = "the file; OUT.third-party.txt has the terms of what is in it"),
        "soname": attr.string(mandatory = True),
        "system_libraries": attr.string_list(doc = "libraries of the system that have no pkg-config file"),
        "system_modules": attr.string_list(doc = "pkg-config modules"),
        "_linker": attr.label(default = "//tools/bazel:link_self_contained", executable = True, cfg = "exec"),
    },
)
