#!/bin/bash
# Merges gcov JSON and lcov tracefiles into one lcov tracefile, in the place of Bazel's downloaded generator.
exec python3 "$(dirname "$(readlink -f "$0")")/merge.py" "$@"
