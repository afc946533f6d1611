"""cc_proto_sources: .proto files -> C++ libraries, with the system's protoc."""

load("@rules_cc//cc:defs.bzl", "cc_library")

def _generate_impl(ctx):
    args = ctx.actions.args()
    out = ctx.bin_dir.path + "/" + ctx.attr.root
    if ctx.attr.grpc:
        args.add("--grpc_out=" + out)
        args.add("--plugin=protoc-gen-grpc=" + ctx.file._plugin.path)
    else:
        args.add("--cpp_out=" + out)
    args.add("-I" + ctx.attr.root)
    args.add("-I/usr/include")
    args.add_all(ctx.files.srcs)
    ctx.actions.run(
        executable = ctx.file._protoc,
        arguments = [args],
        inputs = ctx.files.srcs + ctx.files.imports,
        tools = [ctx.file._plugin],
        outputs = ctx.outputs.hdrs + ctx.outputs.ccs,
        mnemonic = "Protoc",
        progress_message = "Generating C++ for %s" % ctx.label,
    )
    return [DefaultInfo(files = depset(ctx.outputs.hdrs + ctx.outputs.ccs))]

_generate = rule(
    implementation = _generate_impl,
    output_to_genfiles = False,
    attrs = {
        "ccs": attr.output_list(),
        "grpc": attr.bool(),
        "hdrs": attr.output_list(),
        "imports": attr.label_list(allow_files = [".proto"]),
        "root": attr.string(),
        "srcs": attr.label_list(allow_files = [".proto"]),
        "_plugin": attr.label(default = "@system//:grpc_cpp_plugin", allow_single_file = True, cfg = "exec"),
        "_protoc": attr.label(default = "@system//:protoc", allow_single_file = True, cfg = "exec"),
    },
)

def cc_proto_sources(name, srcs, root, includes = [], imports = [], grpc = False, deps = [], **kwargs):
    """Generates C++ from .proto files and compiles it.

    Args:
      name: the name of the cc_library.
      srcs: the .proto files, all of them of this package.
      root: the folder, from the top of the tree, that imports are read from.
      includes: ["."] when `root` is this package; else a library of `deps` must put `root` on the include path.
      imports: other .proto files that `srcs` import.
      grpc: generate the services instead of the messages; then `deps` must have the messages.
      deps: other libraries of generated messages.
      **kwargs: passed to cc_library.
    """
    stems = [src[:-len(".proto")] + (".grpc.pb" if grpc else ".pb") for src in srcs]
    hdrs = [stem + ".h" for stem in stems]
    ccs = [stem + ".cc" for stem in stems]
    _generate(
        name = name + "_generate",
        srcs = srcs,
        imports = imports,
        root = root,
        grpc = grpc,
        hdrs = hdrs,
        ccs = ccs,
    )
    cc_library(
        name = name,
        srcs = ccs,
        hdrs = hdrs,
        copts = ["-w"],
        includes = includes,
        deps = deps + (["@system//:grpc++"] if grpc else []) + ["@system//:protobuf"],
        **kwargs
    )
