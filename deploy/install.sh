#!/usr/bin/env bash
# Installs EdgeDaemon on this device and sets it up, on a fresh Debian 12 or 13 or 64-bit Raspberry Pi OS.
#
#   deploy/install.sh [--package FILE] [--no-setup] [SETUP-OPTION]…
#
#   (nothing)        takes the newest package for this machine beside this script or in artifacts/packages, else builds one, which
#                    needs the .NET SDK 10
#   --package FILE   takes this one
#   --no-setup       installs, and no more
#   SETUP-OPTION     goes to 'edgedaemon setup', which asks for what they do not say: --broker HOST --user NAME --camera SOURCE …
#                    --yes asks nothing; 'edgedaemon setup --help' has all of them
#
# Ends with the first label, or with the reason why there is none. It needs nothing of the repository when a package lies beside it:
# copy both to the device.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
say() { printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}

package='' setup=yes options=()
while [ $# -gt 0 ]; do
  case $1 in
    --package)
      [ $# -ge 2 ] || die "$1 needs a value; see --help."
      package=$2
      shift
      ;;
    --no-setup) setup= ;;
    -h | --help) sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0" && exit 0 ;;
    *) options+=("$1") ;;
  esac
  shift
done

# --- what machine is this? -------------------------------------------------------------------------------------------
command -v apt-get >/dev/null || die "there is no apt-get here: the package is for Debian and Raspberry Pi OS. Elsewhere: deploy/container."
arch=$(dpkg --print-architecture)
case $arch in
  amd64 | arm64) ;;
  *) die "there is no package for '$arch'; on a Raspberry Pi install the 64-bit edition of Raspberry Pi OS." ;;
esac
# shellcheck source=/dev/null
release=$(. /etc/os-release && echo "${ID:-?} ${VERSION_ID:-?}")
case $release in
  'debian 12' | 'debian 13') ;;
  *) say "warning: this is $release; tried are Debian 12 and 13" ;;
esac

# --- a package -------------------------------------------------------------------------------------------------------
# Folders that are not there hold none.
newest() { { find "$@" -maxdepth 1 -name "edgedaemon_*_$arch.deb" ! -name '*+faults*' -printf '%T@ %p\n' 2>/dev/null || true; } | sort -n | tail -n 1 | cut -d' ' -f2-; }
packages=$here/../artifacts/packages
[ -n "$package" ] || package=$(newest "$here" "$packages")
if [ -z "$package" ]; then
  [ -x "$here/package.sh" ] || die "no package edgedaemon_*_$arch.deb lies beside this script. Put one there, or name it: --package FILE."
  say "no package for $arch is here: building one"
  "$here/package.sh" --arch "$arch"
  package=$(newest "$packages")
fi
[ -s "$package" ] || die "there is no package '$package'."
[ "$(dpkg-deb -f "$package" Package Architecture | paste -sd' ')" = "Package: edgedaemon Architecture: $arch" ] ||
  die "'$package' is no package of EdgeDaemon for $arch."

# --- install and set up ----------------------------------------------------------------------------------------------
as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || die "installing needs root; there is no sudo here. Run this as root."
  as_root=(sudo)
fi
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2; }
say "installing $(basename "$package") on $release ($arch)"
apt -qq update || say "warning: the package lists could not be updated; what is here has to do"
apt -qq install -y --no-install-recommends "$(realpath "$package")" || die "apt-get could not install it; its messages stand above."
[ -n "$setup" ] || exit 0
exec "${as_root[@]}" edgedaemon setup "${options[@]}"
