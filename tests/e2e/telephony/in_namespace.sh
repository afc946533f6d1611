#!/bin/bash
# Runs one of the tests here, in_namespace.sh NAME_test.py [TEST...], in a network namespace of its own that has nothing
# but a loopback interface.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

die() {
  echo "telephony tests: $*" >&2
  exit 1
}

[[ $(uname) == Linux ]] || die "they need Linux"
((EUID == 0)) || die "they need root, for a network namespace of their own (unshare -n)"
unshare -n true || die "this machine does not permit network namespaces (unshare -n)"
for program in baresip ip kamailio python3 sipp twinkle-console; do
  PATH=$PATH:/usr/sbin:/sbin command -v "$program" > /dev/null || die "$program is not there; tools/setup installs it"
done

# What Bazel hands over is relative to where it starts us.
for name in BARESIP_MODULE EXAMPLES LIBRINGBACK RINGBACK RINGBACKD RINGBACK_PYTHON; do
  [[ -z ${!name:-} ]] || export "$name=$(realpath -s "${!name}")"
done
export PATH=$PATH:/usr/sbin:/sbin PYTHONDONTWRITEBYTECODE=1
# The default route is for Twinkle, which waits for a network without one.
# shellcheck disable=SC2016  # the inner shell expands it
exec unshare -n bash -c '
  set -e
  ip link set lo up
  ip route replace default dev lo
  cd "$1"
  shift
  exec python3 -m unittest -v "$@"
' bash "$here" "${@/%_test.py/_test}"
