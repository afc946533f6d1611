#!/bin/bash
# Links a shared object whose libraries are all in it, but for the C library's.
#
#   --out FILE --soname NAME --map FILE   what is made
#   --terms FILE                          the terms of what is in it of the system
#   --whole ARCHIVE --archive ARCHIVE     objects of this build; of the first kind all are taken
#   --module NAME --library NAME          of the system: pkg-config modules, and libraries without such a file
#   --libc-variable NAME                  a variable of the C library that objects of the system's archives use
#
# Those objects are compiled for executables: they expect such variables in the executable itself, as a copy. Each
# gets a copy of this shared object's own in its place, made when it is loaded. That is right for variables that do
# not change from then on, such as stderr.
set -euo pipefail

# What a program has anyway, or must have once only.
in_libc=" c m dl pthread rt atomic gcc gcc_s stdc++ "

objects=()
modules=()
libraries=()
variables=()
while (($# > 0)); do
  case $1 in
    --out) out=$2 ;;
    --terms) terms=$2 ;;
    --soname) soname=$2 ;;
    --map) map=$2 ;;
    --whole) objects+=("-Wl,--whole-archive" "$2" "-Wl,--no-whole-archive") ;;
    --archive) objects+=("$2") ;;
    --module) modules+=("$2") ;;
    --library) libraries+=("$2") ;;
    --libc-variable) variables+=("$2") ;;
    *)
      echo "link_self_contained: unknown argument $1" >&2
      exit 2
      ;;
  esac
  shift 2
done

# write_terms OWNERS: the terms of archives, as their packages state them. OWNERS has a line for each archive,
# "PACKAGE:ARCHITECTURE: ARCHIVE", as dpkg-query gives it.
write_terms() {
  local package archive rule
  declare -A archives_of=()
  while IFS=: read -r package archive; do
    archives_of[$package]+="${archives_of[$package]:+, }$(basename "${archive##*: }")"
  done <"$1"
  rule=$(printf '=%.0s' {1..80})
  echo "$(basename "$out") has these libraries of the system inside. Their terms follow."
  for package in $(printf '%s\n' "${!archives_of[@]}" | LC_ALL=C sort); do
    printf '\n%s\n%s: %s\n%s\n\n' "$rule" "$package" "${archives_of[$package]}" "$rule"
    cat "/usr/share/doc/$package/copyright"
  done
}

flags=$(pkg-config --static --libs "${modules[@]}")
for flag in $flags; do
  if [[ $flag == -l* ]]; then
    libraries+=("${flag#-l}")
  fi
done
archives=()
for library in $(printf '%s\n' "${libraries[@]}" | sort -u); do
  if [[ $in_libc == *" $library "* ]]; then
    continue
  fi
  archive=$(gcc -print-file-name="lib$library.a")
  if [[ $archive != /* ]]; then
    echo "link_self_contained: the system has no lib$library.a" >&2
    exit 1
  fi
  archives+=("$archive")
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wraps=()
{
  echo '#include <string.h>'
  for variable in "${variables[@]}"; do
    wraps+=("-Wl,--wrap=$variable")
    # As wide as the widest of them, and never written by us but once.
    echo "extern char __real_${variable}[16] __attribute__((visibility(\"default\")));"
    echo "char __wrap_${variable}[16] __attribute__((aligned(16), visibility(\"hidden\")));"
  done
  echo '__attribute__((constructor(101))) static void copy_variables(void) {'
  for variable in "${variables[@]}"; do
    echo "  memcpy(__wrap_${variable}, __real_${variable}, sizeof(void*));"
  done
  echo '}'
} >"$work/variables.c"
gcc -O2 -fPIC -Wall -Wextra -c "$work/variables.c" -o "$work/variables.o"

g++ -shared -o "$out" -Wl,-soname,"$soname" -Wl,--version-script="$map" \
  -Wl,-z,nodelete -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--no-undefined -Wl,--gc-sections \
  -Wl,--build-id=sha1 -static-libstdc++ -static-libgcc "${wraps[@]}" "$work/variables.o" \
  -Wl,--start-group "${objects[@]}" "${archives[@]}" -Wl,--end-group -lpthread -ldl -lm \
  -Wl,-Map="$work/map"
strip --strip-unneeded "$out"
# The map begins with the members of archives that were taken. A part of the C library is in whatever uses it.
sed -nE '/libc_nonshared\.a/d; s|^(/.*\.a)\(.*|\1|p' "$work/map" | xargs realpath | sort -u |
  xargs dpkg-query --search | LC_ALL=C sort >"$work/owners"
write_terms "$work/owners" >"$terms"
