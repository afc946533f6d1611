#!/bin/bash
# Who is served over TLS and who is not, with the programs as their users run them.
set -euo pipefail
ringbackd=$PWD/$1
ringback=$PWD/$2
folder=$(mktemp -d)
cd "$folder"
server=""
failed=0

# shellcheck disable=SC2317  # the trap calls it
finish() {
  stop
  rm -rf "$folder"
}
trap finish EXIT

# Ends the server, if one runs.
stop() {
  [[ -z $server ]] || { kill "$server" && wait "$server"; } 2>/dev/null || true
  server=""
}

# Starts a server on a free port of this machine; $address is where.
start() {
  stop
  : > log
  "$ringbackd" --store "sqlite:$folder/calls.db" --listen 127.0.0.1:0 "$@" 2> log &
  server=$!
  for _ in $(seq 200); do
    grep -q listening log && break
    kill -0 "$server" 2>/dev/null || { cat log; exit 1; }
    sleep 0.05
  done
  address=$(sed -n 's/.*listening on \(127[^,]*\),.*/\1/p' log)
}

# expect CODE WORDS COMMAND...: it ends with this code, and says the words.
expect() {
  local code=$1 words=$2 said got=0
  shift 2
  said=$(timeout 20 "$@" 2>&1) || got=$?
  if [[ $got != "$code" ]] || ! grep -qF -- "$words" <<< "$said"; then
    printf 'expected %s and "%s", got %s from: %s\n%s\n' "$code" "$words" "$got" "$*" "$said"
    failed=1
  fi
}

# What a client says that gets its answer, and one that does not.
served() { expect 0 tenants/default "$ringback" --server "$@" -q tenant get default; }
refused() {
  local words=$1
  shift
  expect 1 "$words" "$ringback" --timeout 5 --server "$@" tenant get default
}

# A server that does not start, with the reason.
not_started() {
  local words=$1
  shift
  expect 1 "$words" "$ringbackd" --store "sqlite:$folder/other.db" --listen 127.0.0.1:0 "$@"
}

# authority NAME: NAME.pem and NAME.key.
authority() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Sample authority $1" -keyout "$1.key" -out "$1.pem" \
    2> /dev/null
}

# certificate NAME AUTHORITY EXTENSIONS: NAME.pem and NAME.key, vouched for by the authority.
certificate() {
  openssl req -newkey rsa:2048 -nodes -subj "/CN=sample $1" -keyout "$1.key" -out "$1.csr" 2> /dev/null
  openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 2 -out "$1.pem" \
    -extfile <(echo "$3") 2> /dev/null
}

authority house
authority stranger
certificate server house "subjectAltName=IP:127.0.0.1,DNS:localhost"
certificate client house "extendedKeyUsage=clientAuth"
certificate impostor stranger "extendedKeyUsage=clientAuth"
certificate elsewhere house "subjectAltName=DNS:elsewhere.example"
openssl rsa -in server.key -aes128 -passout pass:sample -out locked.key 2> /dev/null
tls=(--tls-cert server.pem --tls-key server.key)

# TLS without client certificates; the Unix socket beside it stays plain.
socket=$(mktemp -u /tmp/ringback-XXXXXX.sock)
start "${tls[@]}" --listen "unix:$socket"
served "$address" --tls-ca house.pem
served "localhost:${address##*:}" --tls-ca house.pem
served "unix:$socket"
refused "needs --tls-ca" "$address"
refused "certificate verify failed" "$address" --tls-ca stranger.pem
expect 2 "--tls-ca: is not for a Unix socket" "$ringback" --server "unix:$socket" --tls-ca house.pem tenant list
rm -f "$socket"

# reload WORDS: tells the server to read its files again; its log says the words.
reload() {
  local said
  said=$(grep -cF -- "$1" log || true)
  kill -HUP "$server"
  for _ in $(seq 200); do
    [[ $(grep -cF -- "$1" log || true) == "$said" ]] || return 0
    sleep 0.05
  done
  echo "expected \"$1\" in the log:"
  cat log
  failed=1
}

# New files are for connections from the reload on; those that cannot be used change nothing.
cp server.pem live.pem
cp server.key live.key
start --tls-cert live.pem --tls-key live.key
certificate renewed stranger "subjectAltName=IP:127.0.0.1"
cp renewed.pem live.pem
cp renewed.key live.key
served "$address" --tls-ca house.pem
reload "read the TLS files again"
served "$address" --tls-ca stranger.pem
refused "certificate verify failed" "$address" --tls-ca house.pem
cp server.pem live.pem
reload '--tls-key: "live.key" is not the key of'
rm live.pem
reload '--tls-cert: "live.pem" cannot be read'
served "$address" --tls-ca stranger.pem
start
reload "nothing to read again"
served "$address"

# A certificate for another host is not this server's.
start --tls-cert elsewhere.pem --tls-key elsewhere.key
refused "127.0.0.1 is not in peer certificate" "$address" --tls-ca house.pem

# TLS with client certificates.
start "${tls[@]}" --tls-client-ca house.pem
served "$address" --tls-ca house.pem --tls-cert client.pem --tls-key client.key
refused "does it ask for a certificate, --tls-cert" "$address" --tls-ca house.pem
refused "no TLS with" "$address" --tls-ca house.pem --tls-cert impostor.pem --tls-key impostor.key
refused "needs --tls-ca" "$address"

# An address that other machines can reach is served with client certificates alone.
not_started '--listen: "0.0.0.0:0" can be reached from other machines' --listen 0.0.0.0:0
not_started '--listen: "0.0.0.0:0" can be reached from other machines' --listen 0.0.0.0:0 "${tls[@]}"
start "${tls[@]}" --tls-client-ca house.pem --listen 0.0.0.0:0
everywhere=$(sed -n 's/.*listening on 0\.0\.0\.0\([^,]*\),.*/127.0.0.1\1/p' log)
served "$everywhere" --tls-ca house.pem --tls-cert client.pem --tls-key client.key
refused "does it ask for a certificate, --tls-cert" "$everywhere" --tls-ca house.pem
stop

# Files that cannot be used are refused at the start, by flag and file.
not_started "--tls-key: is missing" --tls-cert server.pem
not_started "--tls-cert: is missing" --tls-key server.key
not_started "--tls-cert: is missing" --tls-client-ca house.pem
not_started '--tls-cert: "nothing.pem" cannot be read: No such file' --tls-cert nothing.pem --tls-key server.key
not_started '--tls-cert: "." cannot be read: Is a directory' --tls-cert . --tls-key server.key
not_started '--tls-cert: "server.key" has no certificate' --tls-cert server.key --tls-key server.key
not_started '--tls-key: "server.pem" has no private key' --tls-cert server.pem --tls-key server.pem
not_started '--tls-key: "locked.key" has no private key' --tls-cert server.pem --tls-key locked.key
not_started '--tls-key: "client.key" is not the key of' --tls-cert server.pem --tls-key client.key
not_started '--tls-client-ca: "server.key" has no certificate' "${tls[@]}" --tls-client-ca server.key
expect 2 '--tls-ca: "nothing.pem" cannot be read' "$ringback" --tls-ca nothing.pem tenant list
expect 2 '--tls-key' "$ringback" --tls-ca house.pem --tls-cert client.pem tenant list
exit "$failed"
