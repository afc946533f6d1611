#!/bin/bash
# Runs one of the tests here, in_namespace.sh TEST ARGUMENT..., where it has the addresses and files of this machine to
# itself that pages name: a network of nothing but a loopback interface, an empty /run, and calls.example on this machine.
set -euo pipefail

((EUID == 0)) || {
  echo "docs tests: they need root, for namespaces of their own (unshare)" >&2
  exit 1
}
hosts=$(mktemp)
trap 'rm -f "$hosts"' EXIT
printf '127.0.0.1 localhost calls.example\n' > "$hosts"
export PATH=$PATH:/usr/sbin:/sbin PYTHONDONTWRITEBYTECODE=1
# shellcheck disable=SC2016  # the inner shell expands it
unshare --net --mount bash -c '
  set -e
  ip link set lo up
  mount -t tmpfs none /run
  mount --bind "$1" /etc/hosts
  shift
  exec python3 "$@"
' bash "$hosts" "$@"
