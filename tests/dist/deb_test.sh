#!/bin/bash
# The .deb: it installs with dpkg into a root of its own, what it brings works there, and it keeps Debian's rules where
# they matter to those who install it.
set -euo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=$TEST_TMPDIR
deb=$PWD/$1
phone=$PWD/$2
terms=$PWD/$4
root=$TEST_TMPDIR/root
failed=0

fail() {
  echo "FAILED: $*"
  failed=1
}

field() { dpkg-deb --field "$deb" "$1"; }

# dpkg on the root of the test, where it must be able to give files to root. The package's scripts are told of it with
# DPKG_ROOT, and leave this machine alone.
as_root=()
((EUID == 0)) || as_root=(unshare --map-root-user)
in_root() { "${as_root[@]}" dpkg --root="$root" --force-script-chrootless --log=/dev/null "$@"; }

# The files of the root but for dpkg's own.
installed() (
  cd "$root"
  find . -type f ! -path './var/lib/dpkg/*'
)

# equals WHAT EXPECTED GOT
equals() { [[ $2 == "$3" ]] || fail "$1 is '$3', not '$2'"; }

echo "-- control"
version=$(sed -n 's/^#define RB_VERSION "\(.*\)"/\1/p' "$3")
equals Package ringback "$(field Package)"
equals Version "$version" "$(field Version)"
equals Architecture amd64 "$(field Architecture)"
equals "file name" "ringback_${version}_amd64.deb" "$(basename "$deb")"

echo "-- install"
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/triggers"
touch "$root/var/lib/dpkg/status" "$root/var/lib/dpkg/available"
in_root --force-depends --install "$deb" > "$TEST_TMPDIR/log" 2>&1 || { fail "dpkg --install"; cat "$TEST_TMPDIR/log"; }
dpkg --root="$root" --verify ringback > "$TEST_TMPDIR/log" 2>&1 || true
[[ ! -s $TEST_TMPDIR/log ]] || fail "dpkg --verify: $(cat "$TEST_TMPDIR/log")"

# Whatever library the programs themselves need comes with a package that Depends names; what those need is theirs to say.
depends=" $(field Depends | tr -d ',') "
readelf --dynamic "$root"/usr/bin/* | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u > "$TEST_TMPDIR/needed"
ldd "$root"/usr/bin/* | awk 'NR == FNR {needed[$1] = 1; next} /=>/ && $1 in needed {print $3}' "$TEST_TMPDIR/needed" - |
  sort -u | xargs -n 1 realpath | sort -u > "$TEST_TMPDIR/libraries"
# dpkg may know a library below /lib, which is /usr/lib.
sed 's|.*/\(.*\)|*/x86_64-linux-gnu/\1|' "$TEST_TMPDIR/libraries" | xargs dpkg-query --search > "$TEST_TMPDIR/owners"
while read -r library; do
  named=false
  mapfile -t packages < <(sed -n "s|:.*/$(basename "$library")\$||p" "$TEST_TMPDIR/owners")
  for package in "${packages[@]}"; do
    # A dependency may be on what a package provides.
    for name in $package $(dpkg-query --show --showformat='${Provides}' "$package" | sed 's/([^)]*)//g; s/,//g'); do
      [[ $depends != *" $name "* ]] || named=true
    done
  done
  $named || fail "Depends has no package of $library"
done < "$TEST_TMPDIR/libraries"
[[ $(ldd "$root"/usr/bin/* "$root"/usr/lib/x86_64-linux-gnu/libringback.so) != *"not found"* ]] || fail "a library is missing"

echo "-- files"
[[ -z $(find "$root/usr" "$root/etc" ! -user "$(id -un)" -print) ]] || fail "owners"
[[ -z $(dpkg-deb --contents "$deb" | awk '$2 != "root/root"') ]] || fail "owners in the package"
[[ -z $(find "$root/usr" "$root/etc" -type f -perm /022 -print) ]] || fail "others may write"
expected='^\./(etc/default/ringbackd$|usr/(bin|include|lib/systemd/system|lib/x86_64-linux-gnu|share/(doc|man|ringback))/)'
unexpected=$(installed | grep -vE "$expected") && fail "files at unexpected places: $unexpected"
for document in copyright changelog.gz CHANGELOG.md.gz third-party.txt.gz; do
  [[ -s $root/usr/share/doc/ringback/$document ]] || fail "$document is missing"
done
zcat "$root/usr/share/doc/ringback/third-party.txt.gz" | cmp - "$terms" || fail "third-party.txt.gz is not what was linked"
equals "version of the changelog" "ringback ($version) stable; urgency=medium" \
  "$(zcat "$root/usr/share/doc/ringback/changelog.gz" | head -n 1)"
for program in "$root"/usr/bin/*; do
  name=$(basename "$program")
  compgen -G "$root/usr/share/man/man[18]/$name.[18].gz" > /dev/null || fail "$name has no manual page"
done
equals conffiles /etc/default/ringbackd "$(dpkg-deb --info "$deb" conffiles)"

echo "-- use"
gcc -I"$root/usr/include" -o "$TEST_TMPDIR/phone" "$phone" -L"$root/usr/lib/x86_64-linux-gnu" -lringback || fail gcc
said=$(LD_LIBRARY_PATH="$root/usr/lib/x86_64-linux-gnu" "$TEST_TMPDIR/phone" "sqlite:$TEST_TMPDIR/calls.db" 2>&1) || fail phone
[[ $said == "Why, yes we did."* ]] || fail "the softphone said: $said"
for program in ringback ringbackd; do
  equals "--version" "$program ${version%-*}" "$("$root/usr/bin/$program" --version)"
done
said=$("$root/usr/bin/ringback" --store "sqlite:$TEST_TMPDIR/calls.db" lookup 2025550143 2>&1) || fail "ringback lookup"
[[ $said == *"your autumn heating check"* ]] || fail "ringback lookup said: $said"
equals "prefix of ringback.pc" /usr \
  "$(PKG_CONFIG_PATH=$root/usr/lib/x86_64-linux-gnu/pkgconfig pkg-config --variable=prefix ringback)"
equals "version of ringback.pc" "$version" \
  "$(PKG_CONFIG_PATH=$root/usr/lib/x86_64-linux-gnu/pkgconfig pkg-config --modversion ringback)"

echo "-- removal"
mkdir -p "$root/var/lib/private/ringback"
touch "$root/var/lib/private/ringback/ringback.db"
in_root --purge ringback > "$TEST_TMPDIR/log" 2>&1 || { fail "dpkg --purge"; cat "$TEST_TMPDIR/log"; }
equals "what is left" ./var/lib/private/ringback/ringback.db "$(installed)"

exit "$failed"
