"""Bazel 4's own CcInfo under the path that rules_cc gives it."""

load(":native.bzl", "native_cc_info")

CcInfo = native_cc_info
