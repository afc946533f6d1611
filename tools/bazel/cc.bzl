"""ringback_cc_library and ringback_cc_test: cc_library and cc_test as this tree uses them."""

load("@rules_cc//cc:defs.bzl", "cc_library", "cc_test")

def ringback_cc_library(name, deps = [], **kwargs):
    """A cc_library under lib/, found by users of the library under the include path "ringback/".

    Args:
      name: the name of the cc_library.
      deps: the libraries that it uses.
      **kwargs: passed to cc_library.
    """
    cc_library(
        name = name,
        deps = ["//lib:include_root"] + deps,
        **kwargs
    )

def ringback_cc_test(name, srcs, deps = [], **kwargs):
    """A GoogleTest cc_test with main(), and with the sanitizers' defaults when it is built under one.

    Args:
      name: the name of the cc_test.
      srcs: the sources; none of them defines main().
      deps: what is tested; GoogleTest and its main() are added, GoogleMock ("@system//:gmock") is not.
      **kwargs: passed to cc_test.
    """
    added = ["//tools/sanitizers:defaults", "@system//:gtest_main"]
    cc_test(
        name = name,
        srcs = srcs,
        deps = deps + [label for label in added if label not in deps],
        **kwargs
    )
