#!/usr/bin/env bash
# Puts in place what EdgeDaemon needs beside the .NET SDK, and says what it did or found.
#
#   deploy/setup.sh [--for build|run|test] [--rid linux-x64|linux-arm64]
#
#   --for build   ONNX Runtime in artifacts/native/RID/
#   --for run     that, and the libraries the two programs load: libturbojpeg0, libpng16
#   --for test    those, mosquitto with its clients, and ffmpeg, for the tests and the demo (default)
#   --rid RID     architecture of ONNX Runtime; default: this machine's
#
# Distribution packages come through apt-get, as root or with sudo, and only when something is missing.
# ONNX Runtime is Microsoft's build from the npm package that deploy/native/package-lock.json pins by version
# and digest; its install scripts are not run. Where npm is not to be had: Debian 13's libonnxruntime1.21.
# A second run changes nothing.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"

purpose='test'
rid=
while [ $# -gt 0 ]; do
  case $1 in
    --for) need_value "$@" && purpose=$2 ;;
    --rid) need_value "$@" && rid=$2 ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift 2
done
case $purpose in
  build | run | test) ;;
  *) die "--for '$purpose' is not known; expected build, run or test." ;;
esac
host=$(host_rid)
rid=${rid:-$host}
require_rid "$rid"

# --- distribution packages ------------------------------------------------------------------------------------------

has_library() { ldconfig -p | awk -v name="$1" '$1 == name && /64/ { found = 1 } END { exit !found }'; }

# How commands are run as root here: nothing in front for root itself, else sudo. Settled before the first use, so that
# what stands in the way is said once and plainly.
as_root=()
become_root() {
  [ "$(id -u)" != 0 ] || return 0
  have sudo || die "packages are missing, and installing them needs root or sudo. As root, run: deploy/setup.sh --for $purpose"
  as_root=(sudo)
  [ -t 0 ] || as_root=(sudo -n)
  "${as_root[@]}" true || die "packages are missing, and sudo refuses. In a terminal, run: deploy/setup.sh --for $purpose"
}

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" >>"$apt_log" 2>&1 ||
    die "apt-get $1 failed: $(grep -m1 '^E:' "$apt_log" || tail -n 1 "$apt_log") (all of it: $apt_log)"
}

# The first of the names that the package lists know: names differ between Debian 12 and 13.
first_available() {
  local name
  for name in "$@"; do
    # Read to the end: a reader that stops early would break the pipe and, with it, the pipeline's status.
    if apt-cache policy "$name" 2>/dev/null | awk '/Candidate:/ && $2 != "(none)" { found = 1 } END { exit !found }'; then
      echo "$name"
      return
    fi
  done
  return 1
}

# Fetches the package lists, once in a run.
apt_log=$root/artifacts/apt.log
lists=old
refresh_lists() {
  [ $lists = old ] || return 0
  become_root
  mkdir -p "$(dirname "$apt_log")"
  : >"$apt_log"
  say "package lists: updating"
  apt update
  lists=fresh
}

# Installs one package of each argument; "a|b" stands for a, or b where there is no a.
install_packages() {
  local group name names=()
  have apt-get || die "there is no apt-get here; install with this system's package manager: $*"
  refresh_lists
  for group in "$@"; do
    # shellcheck disable=SC2086  # the alternatives are words
    name=$(first_available ${group//|/ }) || die "no package '$group' in this system's package lists; is its 'main' section enabled?"
    names+=("$name")
  done
  apt install -y --no-install-recommends "${names[@]}"
  say "installed: ${names[*]}"
}

# Debian starts a service as it installs it. A broker of the system is none of our business: the tests and the demo
# start their own on a free port. So the new one is kept from starting, now and at boot; one already here is left alone.
service_policy=/usr/sbin/policy-rc.d
release_services() { "${as_root[@]}" rm -f "$service_policy"; }
install_broker_quietly() {
  local held=
  refresh_lists
  if [ ! -e "$service_policy" ]; then
    held=yes
    trap release_services EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" install -m 755 /dev/stdin "$service_policy"
  fi
  install_packages "$@"
  if [ -n "$held" ]; then
    release_services
    trap - EXIT
  fi
  if have systemctl && [ -d /run/systemd/system ]; then
    "${as_root[@]}" systemctl disable --quiet mosquitto.service
    say "mosquitto: installed but not started; 'systemctl enable --now mosquitto' makes it this machine's broker"
  fi
}

missing=()
need_library() { # soname, packages
  if has_library "$1"; then say "$1: found"; else missing+=("$2"); fi
}

if [ "$purpose" != build ]; then
  need_library libturbojpeg.so.0 libturbojpeg0
  need_library libpng16.so.16 'libpng16-16t64|libpng16-16'
fi
broker_missing=
if [ "$purpose" = test ]; then
  if have mosquitto; then say "mosquitto: found"; else missing+=(mosquitto) broker_missing=yes; fi
  if have ffmpeg; then say "ffmpeg: found"; else missing+=(ffmpeg); fi
  if have strace; then say "strace: found"; else missing+=(strace); fi
  if have mosquitto_sub && have mosquitto_pub; then say "mosquitto clients: found"; else missing+=(mosquitto-clients); fi
fi
if [ -n "$broker_missing" ]; then
  install_broker_quietly "${missing[@]}"
elif [ ${#missing[@]} -gt 0 ]; then
  install_packages "${missing[@]}"
fi

# --- ONNX Runtime ---------------------------------------------------------------------------------------------------

native=$root/artifacts/native
pin=$root/deploy/native
package=onnxruntime-node
version=$(sed -n "s/.*\"$package\": \"\([0-9.]*\)\".*/\1/p" "$pin/package.json")

# The stamp lies beside the folder, not in it: the build copies all that is in the folder.
stamp_of() { echo "$native/$1.version"; }
in_place() { [ -s "$native/$1/libonnxruntime.so.1" ] && [ "$(cat "$(stamp_of "$1")" 2>/dev/null)" = "$2" ]; }

# Puts a library into artifacts/native/RID, whole or not at all: place RID FILE STAMP
place() {
  mkdir -p "$native/$1"
  cp -L "$2" "$native/$1/.incoming"
  chmod 644 "$native/$1/.incoming"
  mv -f "$native/$1/.incoming" "$native/$1/libonnxruntime.so.1"
  cp "$pin/onnxruntime.LICENSE.txt" "$native/$1/"
  echo "$3" >"$(stamp_of "$1")"
}

# One download holds both architectures, and 200 MB for other systems that are thrown away again.
from_npm() {
  local work=$native/.npm log=$native/npm.log arch built
  rm -rf "$work" && mkdir -p "$work"
  cp "$pin/package.json" "$pin/package-lock.json" "$work/"
  say "ONNX Runtime: fetching $package $version (113 MB, once)"
  if ! (cd "$work" && npm ci --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error) >"$log" 2>&1 </dev/null; then
    say "npm could not fetch $package $version: $(grep -m1 -iE 'err|integrity' "$log" || tail -n 1 "$log") (all of it: $log)"
    rm -rf "$work"
    return 1
  fi
  for arch in x64 arm64; do
    built=$work/node_modules/$package/bin/napi-v6/linux/$arch/libonnxruntime.so.1
    [ -s "$built" ] || die "$package $version holds no library for linux-$arch; expected ${built#"$work/"}."
    place "linux-$arch" "$built" "$package $version"
  done
  rm -rf "$work" "$log"
}

from_distribution() {
  local library
  [ "$rid" = "$host" ] || return 1
  if ! has_library libonnxruntime.so.1.21; then
    have apt-get || return 1
    refresh_lists
    first_available libonnxruntime1.21 >/dev/null || return 1
    install_packages libonnxruntime1.21
  fi
  library=$(ldconfig -p | awk '$1 == "libonnxruntime.so.1.21" { path = $NF } END { print path }')
  place "$rid" "$library" "$1"
}

distribution="libonnxruntime1.21 of the distribution"
if in_place "$rid" "$package $version"; then
  say "ONNX Runtime $version for $rid: found"
elif have npm && from_npm; then
  say "ONNX Runtime $version for linux-x64 and linux-arm64: put into artifacts/native/"
elif in_place "$rid" "$distribution"; then
  say "ONNX Runtime 1.21 of the distribution for $rid: found"
elif from_distribution "$distribution"; then
  say "ONNX Runtime 1.21 of the distribution for $rid: put into artifacts/native/"
else
  have npm || say "npm is not here"
  die "no ONNX Runtime for $rid: it comes from npm (install Node.js 16 or newer with npm, run this again)" \
    "or, on Debian 13 for the machine's own architecture, from the package libonnxruntime1.21."
fi
