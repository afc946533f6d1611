#!/bin/bash
# Programs in C with the libringback.so that is shipped: its life from the first call to the end of the process, and
# that a program which was built against this version runs with a later one.
#
#   program_test.sh PROGRAM LIBRARY LATER_LIBRARY HOST
set -euo pipefail
program=$PWD/$1
library=$PWD/$2
later=$PWD/$3
host=$PWD/$4
cd "$TEST_TMPDIR"
mkdir -p this later
cp "$library" this/libringback.so.0
cp "$later" later/libringback.so.0

failed=0
check() {
  local name=$1 status=0
  shift
  timeout 60 "$@" >output 2>&1 || status=$?
  if ((status == 0)); then
    echo "ok      $name"
  else
    echo "FAILED  $name: status $status"
    cat output
    failed=1
  fi
}

export LD_LIBRARY_PATH=this
check "records and looks up" "$program" story
check "ends with everything open" "$program" exit-while-open
check "ends with everything open, again and again" bash -c "for i in 1 2 3 4 5; do '$program' exit-while-open; done"
check "tells a forked child" "$program" fork
check "works in a child that was forked first" "$program" fork-first
check "is loaded and let go, twice" env -u LD_LIBRARY_PATH LD_LIBRARY_PATH=this "$program" load-twice "$PWD/this/libringback.so.0"
check "lives in a host with a protobuf and a gRPC of its own" "$host"

export LD_LIBRARY_PATH=later
nm -D later/libringback.so.0 >symbols
grep -q rb_of_a_later_version symbols
check "runs with a later version" "$program" story
exit "$failed"
