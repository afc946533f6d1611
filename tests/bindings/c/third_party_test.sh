#!/bin/bash
# Whoever ships libringback.so ships the terms of all that is in it: each library gives itself away by a text of its own
# in the binary, and its package is in the file with the terms.
#
#   third_party_test.sh LIBRARY TERMS
set -euo pipefail
library=$1
terms=$2
failed=0

# The terms of a package: from its heading, which names its archives, to the next.
terms_of() {
  awk -v package="$1" '/^[^ ]+: lib.*\.a$/ { inside = index($0, package ": ") == 1; next } inside' "$terms"
}

while read -r package text; do
  if ! grep -qaF -- "$text" "$library"; then
    echo "FAILED: \"$text\" does not tell any more that $package is in the library"
    failed=1
  elif [[ $(terms_of "$package") != *[Cc]opyright* ]]; then
    echo "FAILED: $package is in the library, and its terms are not in $(basename "$terms")"
    failed=1
  fi
done <<'END'
libabsl-dev N4absl
libc-ares-dev Could not contact DNS servers
libgcc-12-dev GCC:
libgrpc++-dev N4grpc
libgrpc-dev N9grpc_core
libicu-dev icudt
libphonenumber-dev i18n12phonenumbers
libprotobuf-dev N6google8protobuf
libre2-dev re2::
libsqlite3-dev SQLite format 3
libssl-dev <appro@openssl.org>
libstdc++-12-dev basic_string::_M_create
zlib1g-dev inflate 1.
END

exit "$failed"
