#!/bin/bash
# ringbackd.service: systemd takes every line of it, finds it tight, and what it forbids the server does not need.
set -euo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=$TEST_TMPDIR
deb=$PWD/$1
confined=$PWD/$2
root=$TEST_TMPDIR/root
cd "$TEST_TMPDIR"
dpkg-deb --extract "$deb" "$root"
failed=0
server=""

# shellcheck disable=SC2317  # the trap calls it
finish() { [[ -z $server ]] || kill -KILL "$server" 2> /dev/null || true; }
trap finish EXIT

fail() {
  echo "FAILED: $*"
  failed=1
}

# await WHAT COMMAND...: until the command succeeds.
await() {
  local what=$1
  shift
  for _ in $(seq 400); do
    "$@" > /dev/null 2>&1 && return
    sleep 0.05
  done
  fail "$what did not happen"
  return 1
}

# The unit, with the program where this test has it.
unit=$TEST_TMPDIR/ringbackd.service
sed "s|^ExecStart=/usr/bin/|ExecStart=$root/usr/bin/|" "$root/usr/lib/systemd/system/ringbackd.service" > "$unit"
grep -qF "ExecStart=$root/usr/bin/ringbackd" "$unit" || fail "the unit does not start /usr/bin/ringbackd"

echo "-- systemd-analyze verify"
said=$(systemd-analyze verify --man=no "$unit" 2>&1) || fail "verify: $said"
[[ -z $said ]] || fail "verify: $said"

# The same with the drop-in that ringbackd(8) shows for serving other machines.
mkdir "$unit.d"
zcat "$root/usr/share/man/man8/ringbackd.8.gz" | sed -n '/^\[Service\]$/,/^\.Ed$/{/^\.Ed$/d; s|\\e$|\\|; p}' |
  sed "s|=/usr/bin/|=$root/usr/bin/|" > "$unit.d/override.conf"
grep -q '^LoadCredential=' "$unit.d/override.conf" || fail "ringbackd(8) shows no drop-in"
said=$(systemd-analyze verify --man=no "$unit" 2>&1) || fail "verify of the drop-in: $said"
[[ -z $said ]] || fail "verify of the drop-in: $said"
rm -r "$unit.d"

echo "-- systemd-analyze security"
# In tenths of the exposure; systemd calls everything below 50 OK.
systemd-analyze security --offline=true --threshold=15 "$unit" > log 2>&1 || { fail "security"; tail -n 3 log; }

echo "-- the server under what the unit forbids"
# That it is forbidden: without the filter root may do all of these, and everybody the second and the third.
tries=(
  'import os; os.chroot(".")'
  'import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)'
  'import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)'
)
for try in "${tries[@]}"; do
  if "$confined" "$unit" /usr/bin/python3 -c "$try" > /dev/null 2>&1; then
    fail "the filter lets through: $try"
  fi
done
"$confined" "$unit" /usr/bin/python3 -c 'import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE)' || fail "the filter lets nothing through"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost -keyout key.pem -out cert.pem \
  -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' 2> /dev/null
# As by a drop-in for other machines: all addresses, and certificates on both sides.
"$confined" "$unit" "$root/usr/bin/ringbackd" --store "sqlite:$TEST_TMPDIR/calls.db" --listen 0.0.0.0:0 \
  --listen "unix:s" --tls-cert cert.pem --tls-key key.pem --tls-client-ca cert.pem 2> server.log &
server=$!
await "listening" grep -q "listening on unix" server.log || cat server.log
port=$(sed -n 's/.*listening on 0.0.0.0:\([0-9]*\),.*/\1/p' server.log)
client=("$root/usr/bin/ringback" --server "127.0.0.1:$port" --tls-ca cert.pem --tls-cert cert.pem --tls-key key.pem)

"${client[@]}" watch --resume start --count 2 > watch.log 2>&1 &
watcher=$!
"${client[@]}" attempt record --number "(202) 555-0143" --agent tracy --purpose "your autumn heating check" --outcome no-answer \
  > log 2>&1 || { fail "attempt record"; cat log; }
"${client[@]}" call start 2025550143 > log 2>&1 || { fail "call start"; cat log; }
grep -q "your autumn heating check" log || { fail "the card"; cat log; }
said=$("$root/usr/bin/ringback" --server "unix:s" lookup 2025550143 2>&1) || fail "lookup: $said"
wait "$watcher" || { fail "watch"; cat watch.log; }

kill -TERM "$server"
wait "$server" || { fail "the server ended with $?"; cat server.log; }
server=""
grep -q " down$" server.log || { fail "the server did not go down in good order"; cat server.log; }

exit "$failed"
