"""distribution: what others install, as one .tar.gz and one .deb."""

load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")

def _our_objects(libraries):
    """The position-independent objects of the libraries and of what they use in this workspace, each once."""
    objects = {}
    for dep in libraries:
        for linker_input in dep[CcInfo].linking_context.linker_inputs.to_list():
            if linker_input.owner.workspace_name:
                continue
            for library in linker_input.libraries:
                for object in library.pic_objects or library.objects or []:
                    objects[object] = True
    return objects.keys()

def _our_headers(libraries):
    """The headers of the libraries and of what they use in this workspace, each once."""
    headers = {}
    for dep in libraries:
        for header in dep[CcInfo].compilation_context.headers.to_list():
            if header.owner and not header.owner.workspace_name:
                headers[header] = True
    return headers.keys()

def _archive(ctx, objects):
    archive = ctx.actions.declare_file(ctx.attr.name + "_parts/libringback.a")
    args = ctx.actions.args()

    # "q" keeps two objects of the same name, "D" leaves out times and owners.
    args.add("qcsD", archive)
    args.add_all(objects)
    ctx.actions.run(
        executable = "/usr/bin/ar",
        arguments = [args],
        inputs = objects,
        outputs = [archive],
        mnemonic = "DistArchive",
        progress_message = "Collecting libringback.a",
    )
    return archive

def _distribution_impl(ctx):
    headers = _our_headers(ctx.attr.cc_libraries)
    archive = _archive(ctx, _our_objects(ctx.attr.cc_libraries))
    parts = {
        "archive": [archive],
        "c_headers": [ctx.file.c_header],
        "cmake": ctx.files.cmake,
        "cpp_headers": headers,
        "debian": ctx.files.debian,
        "documents": ctx.files.documents,
        "man": ctx.files.man,
        "pkgconfig": ctx.files.pkgconfig,
        "programs": ctx.files.programs,
        "protos": ctx.files.protos,
        "shared_library": [ctx.file.shared_library],
        "systemd": ctx.files.systemd,
        "third_party": [ctx.file.third_party],
    }
    files = [file for part in parts.values() for file in part]
    description = ctx.actions.declare_file(ctx.attr.name + "_parts/parts.json")
    ctx.actions.write(description, struct(
        version = ctx.attr.version,
        cpp_roots = ctx.attr.cpp_roots,
        **{name: [file.path for file in part] for name, part in parts.items()}
    ).to_json())

    tarball = ctx.actions.declare_file("ringback-%s-linux-amd64.tar.gz" % ctx.attr.version)
    deb = ctx.actions.declare_file("ringback_%s_amd64.deb" % ctx.attr.version)
    ctx.actions.run(
        executable = "/usr/bin/python3",
        arguments = ["-B", ctx.file._make_dist.path, description.path, tarball.path, deb.path],
        inputs = files + [description, ctx.file._make_dist] + ctx.files._make_dist_parts,
        outputs = [tarball, deb],
        mnemonic = "Dist",
        progress_message = "Packing %s" % ctx.label,
        use_default_shell_env = True,
    )
    return [
        DefaultInfo(files = depset([tarball, deb])),
        OutputGroupInfo(tarball = depset([tarball]), deb = depset([deb])),
    ]

distribution = rule(
    implementation = _distribution_impl,
    doc = "Packs ringback-VERSION-linux-amd64.tar.gz and ringback_VERSION_amd64.deb.",
    attrs = {
        "c_header": attr.label(allow_single_file = True, doc = "the header of the C ABI, which has RB_VERSION"),
        "cc_libraries": attr.label_list(providers = [CcInfo], doc = "what is in libringback.a, with what it uses"),
        "cmake": attr.label_list(allow_files = True, doc = "templates of the CMake package"),
        "cpp_roots": attr.string_list(doc = "the headers that C++ users include; what they include comes along"),
        "debian": attr.label_list(allow_files = True, doc = "templates of the Debian package's control files"),
        "documents": attr.label_list(allow_files = True, doc = "licence, changelog, README"),
        "man": attr.label_list(allow_files = True, doc = "manual pages"),
        "pkgconfig": attr.label_list(allow_files = True, doc = "templates of the pkg-config files"),
        "programs": attr.label_list(allow_files = True, doc = "programs"),
        "protos": attr.label_list(allow_files = True, doc = "the .proto files of the contract"),
        "shared_library": attr.label(allow_single_file = True, doc = "libringback.so"),
        "systemd": attr.label_list(allow_files = True, doc = "templates of systemd units"),
        "third_party": attr.label(allow_single_file = True, doc = "the terms of what libringback.so has inside"),
        "version": attr.string(mandatory = True),
        "_make_dist": attr.label(default = "//tools/dist:make_dist.py", allow_single_file = True),
        "_make_dist_parts": attr.label(default = "//tools/dist:make_dist_parts"),
    },
)
