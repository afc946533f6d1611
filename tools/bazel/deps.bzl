"""Every library that Ringback links, by the name that BUILD files use."""

load("//tools/bazel:system.bzl", "system_libraries")

def ringback_system_libraries():
    """Declares @system: the distribution's libraries and code generators.

    A key is the name of a cc_library, its value the pkg-config modules behind it; "!x" stands for plain -lx, for
    libraries that ship no .pc file.
    """
    system_libraries(
        name = "system",
        libraries = {
            "absl": [
                "absl_base",
                "absl_strings",
                "absl_str_format",
                "absl_status",
                "absl_statusor",
                "absl_flat_hash_map",
                "absl_flat_hash_set",
                "absl_inlined_vector",
                "absl_span",
                "absl_time",
                "absl_hash",
                "absl_cord",
                "absl_cleanup",
            ],
            "benchmark": ["benchmark"],
            "cli11": ["CLI11"],
            "crypto": ["libcrypto"],
            "csv": ["!csv"],
            "curl": ["libcurl"],
            "ctemplate": ["libctemplate"],
            "gmock": ["gmock"],
            "grpc++": ["grpc++"],
            "gtest": ["gtest"],
            "gtest_main": ["gtest_main"],
            "ical": ["!ical"],
            "icu": ["icu-uc"],
            "pangocairo": [
                "cairo-pdf",
                "pangocairo",
            ],
            "phonenumber": ["!phonenumber", "protobuf"],
            "protobuf": ["protobuf"],
            "re": ["libre"],
            "spdlog": ["spdlog"],
            "sqlite3": ["sqlite3"],
        },
        tools = ["protoc", "grpc_cpp_plugin"],
    )
