#!/bin/bash
# Runs the tests of one module with Debian's Python: run_tests.sh MODULE NAME=PATH..., where each
# NAME is put into the environment.
set -euo pipefail
module=$1
shift
for setting in "$@"; do
  export "${setting%%=*}=$PWD/${setting#*=}"
done
export PYTHONPATH=$PWD/bindings/python:$PWD/bindings/python/tests
export PYTHONDONTWRITEBYTECODE=1
# -X dev: what is left open is told.
exec /usr/bin/python3 -X dev -m unittest "$module"
