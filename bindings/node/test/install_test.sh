#!/bin/bash
# The package is installed by npm into an empty folder, without a network and without a compiler, and README.md's
# example runs there.
#
#   install_test.sh PACKAGE README TERMS
set -euo pipefail
package=$PWD/$1 readme=$PWD/$2 terms=$PWD/$3
export HOME=$TEST_TMPDIR npm_config_cache=$TEST_TMPDIR/npm npm_config_update_notifier=false
mkdir "$TEST_TMPDIR/empty"
cd "$TEST_TMPDIR/empty"
npm install --offline --no-audit --no-fund --loglevel=error "$package" >/dev/null

# The first block of JavaScript, which is ten lines long.
awk '/^```js$/ { inside = 1; next } /^```$/ && inside { exit } inside' "$readme" >example.mjs
lines=$(grep -c . example.mjs)
if ((lines != 10)); then
  echo "README.md's example has $lines lines"
  exit 1
fi
said=$(node example.mjs)
expected="Why, yes we did. We were calling about your autumn heating check. May I have your name, please?
Tracy rang this number just now, no answer, about your autumn heating check"
if [[ $said != "$expected" ]]; then
  printf 'expected:\n%s\ngot:\n%s\n' "$expected" "$said"
  exit 1
fi

# Nothing of the addon needs a library that is not in the package or a part of every Linux.
for file in node_modules/ringback/ringback.node node_modules/ringback/libringback.so.*; do
  needed=$(objdump -p "$file" | awk '$1 == "NEEDED" { print $2 }' |
    grep -vxE 'libringback\.so\.0|lib(c|m|gcc_s|pthread|dl|rt)\.so\.[0-9]+|ld-linux-x86-64\.so\.2' || true)
  if [[ -n $needed ]]; then
    echo "$file needs $needed"
    exit 1
  fi
done

# The terms of what is in it come along.
cmp node_modules/ringback/THIRD_PARTY.txt "$terms"
