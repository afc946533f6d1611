#!/bin/bash
# The .deb: it installs with dpkg into a root of its own, what it brings works there, and it keeps Debian's rules where
# they matter to those who install it.
set -euo pipefail
deb=$PWD/$1
phone=$PWD/$2
root=$TEST_TMPDIR/root
failed=0

fail() {
  echo "FAILED: $*"
  failed=1
}

field() { dpkg-deb --field "$deb" "$1"; }

# equals WHAT EXPECTED GOT
equals() { [[ $2 == "$3" ]] || fail "$1 is '$3', not '$2'"; }

echo "-- control"
version=$(sed -n 's/^#define RB_VERSION "\(.*\)"/\1/p' "$3")
equals Package ringback "$(field Package)"
equals Version "$version" "$(field Version)"
equals Architecture amd64 "$(field Architecture)"
equals "file name" "ringback_${version}_amd64.deb" "$(basename "$deb")"

# What the programs need is what dpkg says of the libraries that the dynamic linker finds for them.
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/triggers"
touch "$root/var/lib/dpkg/status" "$root/var/lib/dpkg/available"
dpkg --root="$root" --force-not-root --force-script-chrootless --force-depends --log=/dev/null --unpack "$deb" \
  > "$TEST_TMPDIR/log" 2>&1 || { fail "dpkg --unpack"; cat "$TEST_TMPDIR/log"; }
dpkg --root="$root" --verify ringback > "$TEST_TMPDIR/log" 2>&1 || true
[[ ! -s $TEST_TMPDIR/log ]] || fail "dpkg --verify: $(cat "$TEST_TMPDIR/log")"
depends=", $(field Depends),"
while read -r library; do
  package=$(dpkg-query --search "$(realpath "$library")" | sed 's/:.*//')
  [[ $depends == *", $package "* || $depends == *", $package,"* ]] || fail "Depends lacks $package, for $library"
done < <(
  for program in "$root"/usr/bin/*; do
    needed=$(readelf -dW "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
    ldd "$program" | awk '/=>/{print $1, $3}' | grep -F -w -f <(echo "$needed") | cut -d' ' -f2
  done | sort -u
)
[[ $(ldd "$root"/usr/bin/* "$root"/usr/lib/x86_64-linux-gnu/libringback.so) != *"not found"* ]] || fail "a library is missing"

echo "-- files"
[[ -z $(find "$root/usr" "$root/etc" ! -user "$(id -un)" -print) ]] || fail "owners"
[[ -z $(dpkg-deb --contents "$deb" | awk '$2 != "root/root"') ]] || fail "owners in the package"
[[ -z $(find "$root/usr" "$root/etc" -type f -perm /022 -print) ]] || fail "others may write"
unexpected=$(cd "$root" && find . -type f ! -path './var/lib/dpkg/*' | grep -vE \
  '^\./(etc/default/ringbackd$|usr/(bin|include|lib/systemd/system|lib/x86_64-linux-gnu|share/(doc/ringback|man|ringback))/)' || true)
[[ -z $unexpected ]] || fail "files at unexpected places: $unexpected"
[[ -s $root/usr/share/doc/ringback/copyright && -s $root/usr/share/doc/ringback/changelog.gz ]] || fail "documents"
for program in "$root"/usr/bin/*; do
  name=$(basename "$program")
  compgen -G "$root/usr/share/man/man[18]/$name.[18].gz" > /dev/null || fail "$name has no manual page"
done
equals conffiles /etc/default/ringbackd "$(dpkg-deb --info "$deb" conffiles)"
for script in postinst prerm postrm; do
  dpkg-deb --info "$deb" "$script" > "$TEST_TMPDIR/$script"
  sh -n "$TEST_TMPDIR/$script" || fail "$script"
  # On a machine whose init is not systemd, and in a chroot, they do nothing.
  for action in configure remove upgrade purge; do
    [[ -d /run/systemd/system ]] || sh "$TEST_TMPDIR/$script" "$action" || fail "$script $action"
  done
done

echo "-- use"
gcc -I"$root/usr/include" -o "$TEST_TMPDIR/phone" "$phone" -L"$root/usr/lib/x86_64-linux-gnu" -lringback || fail gcc
said=$(LD_LIBRARY_PATH="$root/usr/lib/x86_64-linux-gnu" "$TEST_TMPDIR/phone" "sqlite:$TEST_TMPDIR/calls.db" 2>&1) || fail phone
[[ $said == "Why, yes we did."* ]] || fail "the softphone said: $said"
said=$("$root/usr/bin/ringback" --store "sqlite:$TEST_TMPDIR/calls.db" lookup 2025550143 2>&1) || fail "ringback lookup"
[[ $said == *"your autumn heating check"* ]] || fail "ringback lookup said: $said"
equals "prefix of ringback.pc" /usr \
  "$(PKG_CONFIG_PATH=$root/usr/lib/x86_64-linux-gnu/pkgconfig pkg-config --variable=prefix ringback)"
equals "version of ringback.pc" "$version" \
  "$(PKG_CONFIG_PATH=$root/usr/lib/x86_64-linux-gnu/pkgconfig pkg-config --modversion ringback)"

exit "$failed"
