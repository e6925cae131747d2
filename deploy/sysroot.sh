#!/usr/bin/env bash
# Unpacks arm64 packages of this distribution into a folder of their own, without installing or running any.
#
#   deploy/sysroot.sh link|run
#
#   link  artifacts/sysroot-linux-arm64/: what an arm64 program is linked with; deploy/setup.sh --for aot calls it
#   run   artifacts/guest-linux-arm64/: what the package's programs load, for an emulator; tests/arm64/run.sh calls it
#
# A second run changes nothing.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"
case ${1:-} in
  link) target=$root/artifacts/sysroot-linux-arm64 ;;
  run) target=$root/artifacts/guest-linux-arm64 ;;
  -h | --help) usage && exit 0 ;;
  *) die "'${1:-}' is not known; expected link or run." ;;
esac
[ ! -e "$target" ] || { say "${target#"$root/"}: found" && exit 0; }
if ! have apt-get || ! have dpkg-deb; then die "it is made of Debian packages; this system has no apt-get or no dpkg-deb."; fi

work=$root/artifacts/.sysroot
rm -rf "$work"
mkdir -p "$work"/{state/lists/partial,cache/archives/partial,tree}
: >"$work/status"
# A view of the package lists for arm64 of its own: this machine's packages stay as they are. Where packages come from is set as here.
cat >"$work/apt.conf" <<CONF
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Sandbox::User "root";
Dir::State "$work/state";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
CONF
export APT_CONFIG=$work/apt.conf
say "${target#"$root/"}: fetching the package lists for arm64"
apt-get -qq update >"$work/log" 2>&1 || die "apt-get update for arm64 failed: $(tail -n 1 "$work/log")"

# The last of the names that match, for versions differ between Debian 12 and 13.
newest() {
  apt-cache pkgnames "${1%%[[(]*}" | grep -xE "$1" | sort -V | tail -n 1 | grep . || die "the package lists hold no $1 for arm64."
}
packages=(libc6 libgcc-s1 libstdc++6 zlib1g)
if [ "$1" = link ]; then
  packages+=(libc6-dev linux-libc-dev zlib1g-dev libcrypt1 "$(newest 'libgcc-[0-9]+-dev')")
else
  packages+=(libturbojpeg0 "$(newest 'libpng16-16(t64)?')" "$(newest 'libssl3(t64)?')")
fi
(cd "$work" && apt-get -qq download "${packages[@]}") >>"$work/log" 2>&1 || die "downloading for arm64 failed: $(tail -n 1 "$work/log")"
for package in "$work"/*.deb; do dpkg-deb -x "$package" "$work/tree"; done
# Debian 13 has all libraries below usr/; the loader is looked for in /lib.
[ -e "$work/tree/lib" ] || ln -s usr/lib "$work/tree/lib"
# A link that begins with / would lead into this machine, and the linker would take a static library in its place.
find "$work/tree" -type l -lname '/*' | while read -r link; do ln -sfnr "$work/tree$(readlink "$link")" "$link"; done
rm -rf "$target"
mv "$work/tree" "$target"
rm -rf "$work"
say "${target#"$root/"}: $(du -sh "$target" | cut -f1) of ${packages[*]}"
