#!/bin/bash
# The package and its tests are typed throughout, for the oldest Python that they are for.
set -euo pipefail
cd bindings/python
export MYPYPATH=$PWD:$PWD/tests
mypy=(/usr/bin/mypy --strict --python-version 3.9 --cache-dir "$TEST_TMPDIR")
"${mypy[@]}" -p ringback
cd tests
"${mypy[@]}" ./*.py
