"""What Bazel 4 has built in, under names that can be loaded."""

native_cc_info = CcInfo  # buildifier: disable=native-cc-info
