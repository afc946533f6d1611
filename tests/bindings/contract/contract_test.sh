#!/bin/bash
# The bindings show every value of their enumerations and every part of an event: what they take from the contract is
# what the contract says now.
#
#   contract_test.sh GENERATE PROTOS FILES_TXT ABI_TXT
set -euo pipefail
generate=$1 protos=$2 files=$3 abi=$4
failed=0

while read -r output file; do
  if ! "$generate" "$protos" "$output" | diff "$file" -; then
    echo "$file is not what the contract says; run tools/generate"
    failed=1
  fi
done <"$files"

# abi.txt is ringback.h as it is compiled.
missing=$("$generate" "$protos" numbers | grep -vxFf "$abi" || true)
if [[ -n $missing ]]; then
  printf 'bindings/c/ringback.h lacks:\n%s\n' "$missing"
  failed=1
fi
exit "$failed"
