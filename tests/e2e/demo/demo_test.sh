#!/bin/bash
# The demo tells its story on a fresh folder: who, why, what to offer, and that the attempt is returned.
set -euo pipefail
export HOME=$TEST_TMPDIR TMPDIR=$TEST_TMPDIR
told=$("$1" "$2" "$3" "$4" 2>&1) || { printf '%s\n' "$told"; exit 1; }
failed=0
expect() {
  if ! grep -qE -- "$1" <<< "$told"; then
    echo "the demo does not say: $1"
    failed=1
  fi
}
expect 'imported 30: 30 new, 0 changed, 0 unchanged'
expect 'attempt started .*Tracy → Mr\. Robert Jones.*about your autumn heating check'
expect 'attempt finished .*no answer'
expect '^1  Mr\. Robert Jones  known'
expect 'Tracy rang this number 12 minutes ago, no answer, about your autumn heating check'
expect 'Why, yes we did, Mr\. Jones\. We were calling about your autumn heating check\. Would .* or .* work better'
expect '^identification +confirmed'
expect '^outcome +appointment'
expect '^returned by +tenants/default/calls/'
expect '^2  Mrs\. Mary Jones  known'
expect 'Ms\. Anna Miller, Sample Bakery  possible'
expect 'we tried to reach Ms\. Miller\. May I ask who is calling\?'
expect '^Number withheld'
expect 'Ms\. Anna Miller, Sample Bakery  guess'
expect '^Nobody we know, and nobody we rang\.'
[[ $failed == 0 ]] || { printf '%s\n' "$told"; exit 1; }
