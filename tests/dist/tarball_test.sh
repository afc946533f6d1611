#!/bin/bash
# A softphone vendor's first hour: the .tar.gz unpacked anywhere, programs built against it with CMake, with make and
# pkg-config, and with nothing but gcc, and run. Nothing of this tree is used but the archive and the vendor's sources.
set -euo pipefail
archive=$PWD/$1
projects=$PWD/$2
folder=$TEST_TMPDIR/elsewhere
mkdir -p "$folder/unpacked" "$folder/home"
tar -xzf "$archive" -C "$folder/unpacked"
cp -rL "$projects" "$folder/projects"
prefix=$(echo "$folder"/unpacked/ringback-*)
cd "$folder"
failed=0

fail() {
  echo "FAILED: $*"
  failed=1
}

# Runs a command as in a fresh shell of somebody who has the package in $prefix.
clean() {
  env -i PATH=/usr/bin:/bin HOME="$folder/home" LANG=C.UTF-8 TMPDIR="$folder" \
    PKG_CONFIG_PATH="$prefix/lib/pkgconfig" "$@"
}

# built COMMAND...: it succeeds; its output is shown only when it does not.
built() {
  if ! clean "$@" > log 2>&1; then
    fail "$*"
    cat log
  fi
}

# says_why NAME COMMAND...: the program records the attempt on a new file and greets the customer who rings back.
says_why() {
  local name=$1 said
  shift
  said=$(clean "$@" "sqlite:$folder/$name.db" 2>&1) || fail "$name: exit code $?"
  if [[ $said != "Why, yes we did. We were calling about your autumn heating check."* ]]; then
    fail "$name said: $said"
  fi
}

# The one library that the vendor ships needs nothing but the C library.
foreign=$(readelf -dW "$prefix/lib/libringback.so" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
  grep -vE '^(libc|libm|libdl|librt|libpthread|ld-linux-x86-64)\.so\.[0-9]+$' || true)
[[ -z $foreign ]] || fail "libringback.so needs $foreign"
[[ $(readelf -dW "$prefix/lib/libringback.so") == *"soname: [libringback.so.0]"* ]] || fail "soname"

echo "-- gcc"
built gcc -std=c11 -Wall -Wextra -Wpedantic -Werror -I"$prefix/include" -o phone projects/phone.c -L"$prefix/lib" -lringback
says_why gcc env LD_LIBRARY_PATH="$prefix/lib" ./phone

echo "-- CMake"
built cmake -S projects/cmake -B cmake -DCMAKE_PREFIX_PATH="$prefix"
built cmake --build cmake --parallel 2
says_why cmake_c cmake/phone_c
says_why cmake_cpp cmake/phone_cpp
built cmake -S projects/cmake_c -B cmake_c -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_COMPILER=/nonexistent
built cmake --build cmake_c
says_why cmake_c_alone cmake_c/phone_c

# Without the development files of gRPC and the others, who asks for ringback::cpp is told so.
if said=$(clean PKG_CONFIG_LIBDIR=/nonexistent cmake -S projects/cmake -B missing -DCMAKE_PREFIX_PATH="$prefix" 2>&1); then
  fail "CMake found ringback::cpp without the libraries that it needs"
fi
[[ $said == *"ringback::cpp cannot be given: pkg-config does not find"* ]] || fail "CMake said: $said"

echo "-- make and pkg-config"
built make --directory projects/make --jobs 2 --output-sync
says_why make_c env LD_LIBRARY_PATH="$prefix/lib" projects/make/phone_c
says_why make_cpp projects/make/phone_cpp
says_why make_static projects/make/phone_static

echo "-- every public header stands alone"
(
  cd "$prefix/include"
  find . -name '*.h' ! -name '*.pb.h' | sed 's|^\./\(.*\)|#include "\1"|'
) > all.cc
read -ra flags <<< "$(clean pkg-config --cflags ringback-cpp)"
built g++ -std=c++20 -fsyntax-only "${flags[@]}" all.cc

echo "-- the contract, for other languages"
for header in "$prefix"/include/ringback/v1/*.pb.h; do
  name=$(basename "$header" .pb.h)
  [[ -f $prefix/share/ringback/proto/ringback/v1/${name%.grpc}.proto ]] || fail "no .proto for $name"
done
mkdir python
built protoc -I "$prefix/share/ringback/proto" --python_out=python "$prefix"/share/ringback/proto/ringback/v1/*.proto

echo "-- the programs"
said=$(clean "$prefix/bin/ringback" --store "sqlite:$folder/gcc.db" lookup 2025550143) || fail "ringback lookup"
[[ $said == *"your autumn heating check"* ]] || fail "ringback lookup said: $said"
said=$(clean "$prefix/bin/ringbackd" --help) || fail "ringbackd --help"

echo "-- the archive does not tell when and by whom it was made"
python3 - "$archive" <<'END' || fail "members of the archive"
import sys, tarfile
members = tarfile.open(sys.argv[1]).getmembers()
names = [member.name for member in members]
assert len({member.mtime for member in members}) == 1, "times"
assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {(0, 0, "root", "root")}, "owners"
assert {member.mode for member in members if member.isreg()} == {0o644, 0o755}, "rights"
assert not [name for name in names if name.startswith("/") or ".." in name.split("/")], "names"
END
if grep -rlE '/root/|/home/|bazel-out|execroot' "$prefix" --exclude='*.gz' > log 2>&1; then
  fail "files that name folders of the build: $(cat log)"
fi

exit "$failed"
