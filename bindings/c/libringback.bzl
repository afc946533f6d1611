"""libringback: the C ABI as a shared object."""

load("//tools/bazel:self_contained.bzl", "self_contained_library")

def libringback(name, deps = [], **kwargs):
    """libringback.so, and what tests make of it.

    Args:
      name: the name of the rule.
      deps: what is in it besides the C ABI.
      **kwargs: `out` and `map` of self_contained_library.
    """
    self_contained_library(
        name = name,
        libc_variables = [
            "__timezone",
            "stderr",
            "stdout",
            "tzname",
        ],
        soname = "libringback.so.0",
        system_libraries = [
            "boost_system",
            "boost_thread",
            "ical",
            "icui18n",
            "icuuc",
            "phonenumber",
        ],
        system_modules = [
            "absl_flat_hash_map",
            "absl_flat_hash_set",
            "absl_statusor",
            "absl_str_format",
            "absl_strings",
            "absl_time",
            "grpc++",
            "libcrypto",
            "libctemplate",
            "protobuf",
            "sqlite3",
        ],
        deps = [
            "//bindings/c:icu_data",
            "//bindings/c:ringback_c",
            "@pic_parts//:pic_parts",
        ] + deps,
        **kwargs
    )
