#!/bin/bash
# Runs a test of the npm package with Node's own runner: the package unpacked beside the test, as npm would install it,
# and the packages that the package's users have.
#
#   run_test.sh PACKAGE STAMP RINGBACKD FILE...   the first FILE is the test; the others lie beside it
#
# The test finds RINGBACKD in the environment, and its folder to write to in TEST_TMPDIR.
set -euo pipefail
package=$1 stamp=$2
RINGBACKD=$(readlink -f "$3")
export RINGBACKD
shift 3
modules=$(dirname "$(readlink -f "$stamp")")
home=$TEST_TMPDIR/home
mkdir -p "$home/node_modules/ringback"
tar -xzf "$package" -C "$home/node_modules/ringback" --strip-components=1
for name in @bufbuild @connectrpc @types typescript undici-types; do
  ln -s "$modules/$name" "$home/node_modules/$name"
done
cp -L "$@" "$home"
cd "$home"
exec node --test "${1##*/}"
