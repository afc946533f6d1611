"""pic_parts: the few parts of the distribution's static libraries that cannot be in a shared object, built again.

Debian compiles static libraries for position-independent executables. All of their objects but those that have
thread-local variables of their own can be linked into a shared object, too. Those few are compiled here from the
distribution's own sources, which tools/setup fetches and checks. See docs/adr/0009-libringback-needs-nothing.md.
"""

# Of each source package: the package that is installed from it, the files to compile, and their include path.
_PARTS = {
    "abseil": struct(
        installed_as = "libabsl-dev",
        files = [
            "absl/base/internal/sysinfo.cc",
            "absl/container/internal/raw_hash_set.cc",
            "absl/random/internal/pool_urbg.cc",
            "absl/strings/internal/cordz_functions.cc",
        ],
        # The headers are those that are installed: they have the distribution's inline namespace.
        includes = [],
    ),
    "grpc": struct(
        installed_as = "libgrpc-dev",
        files = [
            "src/core/lib/gpr/log_linux.cc",
            "src/core/lib/gprpp/time.cc",
            "src/core/lib/iomgr/ev_epoll1_linux.cc",
            "src/core/lib/iomgr/ev_poll_posix.cc",
            "src/core/lib/iomgr/timer_generic.cc",
        ],
        includes = ["grpc"],
    ),
    "protobuf": struct(
        installed_as = "libprotobuf-dev",
        files = ["src/google/protobuf/arena.cc"],
        includes = [],
    ),
    "re2": struct(
        installed_as = "libre2-dev",
        files = ["re2/re2.cc"],
        includes = ["re2"],
    ),
}

def _pic_parts_impl(rctx):
    sources = rctx.os.environ["HOME"] + "/.cache/ringback-sources"
    srcs = []
    includes = []
    for package, part in _PARTS.items():
        version = rctx.execute(["dpkg-query", "-W", "-f=${source:Version}", part.installed_as]).stdout
        rctx.execute(["mkdir", "-p", package])
        archive = "%s/%s_%s.tar" % (sources, package, version)
        result = rctx.execute(["tar", "-xf", archive, "-C", package, "--strip-components=1"])
        if result.return_code != 0:
            fail("%s\nRun tools/setup to fetch what the build needs." % result.stderr)
        srcs += [package + "/" + file for file in part.files]
        includes += part.includes
    rctx.file("BUILD.bazel", """package(default_visibility = ["//visibility:public"])

cc_library(
    name = "pic_parts",
    srcs = %r,
    # As Debian builds them: with assertions, which decide about the layout of some classes.
    copts = ["-w", "-UNDEBUG", "-std=c++14", "-DHAVE_ZLIB=1", "-DHAVE_PTHREAD"],
    textual_hdrs = glob(["grpc/src/**/*.h", "re2/**/*.h"]),
    includes = %r,
    alwayslink = True,
    linkstatic = True,
)
""" % (srcs, includes))

pic_parts = repository_rule(
    implementation = _pic_parts_impl,
    local = True,
    environ = ["HOME"],
)
