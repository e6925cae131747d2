#!/usr/bin/env bash
# Puts into artifacts/sysroot-linux-arm64/ what an arm64 program is linked with: headers and libraries of this distribution's own
# arm64 packages, unpacked and never run. Called by deploy/setup.sh; a second run changes nothing.
#
#   deploy/sysroot.sh
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"
case ${1:-} in
  '') ;;
  -h | --help) usage && exit 0 ;;
  *) die "unknown option '$1'; see --help." ;;
esac
if ! have apt-get || ! have dpkg-deb; then die "the sysroot is made of Debian packages; this system has no apt-get or no dpkg-deb."; fi

target=$root/artifacts/sysroot-linux-arm64
[ ! -e "$target/usr/lib/aarch64-linux-gnu/libz.a" ] || { say "sysroot for linux-arm64: found" && exit 0; }
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
say "sysroot for linux-arm64: fetching the package lists"
apt-get -qq update >"$work/log" 2>&1 || die "apt-get update for arm64 failed: $(tail -n 1 "$work/log")"
# The compiler's version differs between Debian 12 and 13.
gcc=$(apt-cache pkgnames libgcc- | grep -E '^libgcc-[0-9]+-dev$' | sort -V | tail -n 1)
[ -n "$gcc" ] || die "the package lists hold no libgcc-N-dev for arm64."
(cd "$work" && apt-get -qq download libc6 libc6-dev linux-libc-dev zlib1g zlib1g-dev "$gcc" libgcc-s1 libstdc++6 libcrypt1) >>"$work/log" 2>&1 ||
  die "downloading for arm64 failed: $(tail -n 1 "$work/log")"
for package in "$work"/*.deb; do dpkg-deb -x "$package" "$work/tree"; done
# A link that begins with / would lead into this machine, and the linker would take a static library in its place.
find "$work/tree" -type l -lname '/*' | while read -r link; do
  ln -sfnr "$work/tree$(readlink "$link")" "$link"
done
rm -rf "$target"
mv "$work/tree" "$target"
rm -rf "$work"
say "sysroot for linux-arm64: $(du -sh "$target" | cut -f1) in artifacts/"
