#!/bin/bash
# ringbackd.service: systemd takes every line of it, finds it tight, and lets the server do what it does when it serves.
set -euo pipefail
deb=$PWD/$1
root=$TEST_TMPDIR/root
dpkg-deb --extract "$deb" "$root"
unit=$root/usr/lib/systemd/system/ringbackd.service
failed=0

fail() {
  echo "FAILED: $*"
  failed=1
}

echo "-- systemd-analyze verify"
# The program at the place that the unit names, and the page that it refers to.
for program in ringback ringbackd; do
  [[ -x $root/usr/bin/$program ]] || fail "$program is not where the unit looks for it"
done
sed "s|^ExecStart=/usr/bin/|ExecStart=$root/usr/bin/|" "$unit" > "$TEST_TMPDIR/ringbackd.service"
said=$(MANPATH=$root/usr/share/man systemd-analyze verify --man=no "$TEST_TMPDIR/ringbackd.service" 2>&1) || fail "verify: $said"
[[ -z $said ]] || fail "verify: $said"

echo "-- systemd-analyze security"
# In tenths, as --threshold takes it: "OK" begins at 5.0 and better; ours may not get worse than it is.
systemd-analyze security --offline=true --threshold=15 "$TEST_TMPDIR/ringbackd.service" > "$TEST_TMPDIR/log" 2>&1 ||
  { fail "security"; tail -n 5 "$TEST_TMPDIR/log"; }

exit "$failed"
