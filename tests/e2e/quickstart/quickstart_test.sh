#!/bin/bash
# The quickstart pops the card of the attempt that it has recorded, on a file that it makes itself.
set -euo pipefail
said=$("$1" "sqlite:$TEST_TMPDIR/quickstart.db")
expected="Why, yes we did. We were calling about your autumn heating check. May I have your name, please?
Tracy rang this number just now, no answer, about your autumn heating check"
if [[ "$said" != "$expected" ]]; then
  printf 'expected:\n%s\ngot:\n%s\n' "$expected" "$said"
  exit 1
fi
