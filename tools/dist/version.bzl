"""The version of the files that //:dist makes; their names have it, so Bazel has to know it beforehand."""

# The same as RB_VERSION in bindings/c/ringback.h; the build of //:dist fails when it is not.
VERSION = "0.1.0"
