#!/usr/bin/env bash
# Installs what EdgeDaemon needs of the distribution beside the .NET SDK, and says what it did or found.
#
#   deploy/setup.sh [--for run|test|aot|rabbitmq|nats] [--rid linux-x64|linux-arm64]
#
#   --for run     the libraries the two programs load: libturbojpeg0, libpng16
#   --for test    those, mosquitto with its clients, strace, ffmpeg and chromium, for the tests and the demo (default)
#   --for aot     what links native programs: clang and zlib's headers; for another architecture also lld, LLVM's objcopy and a
#                 sysroot
#   --for rabbitmq, --for nats   what the programs load, and that broker, for tests/clusters
#   --rid RID     what machine the native programs are for; default: this one
#
# The packages come through apt-get, as root or with sudo, and only when something is missing. ONNX Runtime is part of the build.
# A second run changes nothing.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"

purpose='test'
host=$(host_rid)
rid=$host
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
  run | test | aot | rabbitmq | nats) ;;
  *) die "--for '$purpose' is not known; expected run, test, aot, rabbitmq or nats." ;;
esac
require_rid "$rid"
[ "$rid" = "$host" ] || [ "$host $rid" = 'linux-x64 linux-arm64' ] || die "programs for $rid are not cross-compiled on $host; build them there."

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
    "${as_root[@]}" systemctl disable --quiet "$service.service"
    say "$service: installed but not started; 'systemctl enable --now $service' makes it this machine's broker"
  fi
}

missing=()
need_library() { # soname, packages
  if has_library "$1"; then say "$1: found"; else missing+=("$2"); fi
}

need_program() { # program, package
  if have "$1"; then say "$1: found"; else missing+=("$2"); fi
}

if [ "$purpose" = aot ]; then
  need_program clang clang
  if [ -e /usr/include/zlib.h ]; then say "zlib.h: found"; else missing+=(zlib1g-dev); fi
  if [ "$rid" != "$host" ]; then
    need_program ld.lld lld
    need_program llvm-objcopy llvm
  fi
else
  need_library libturbojpeg.so.0 libturbojpeg0
  need_library libpng16.so.16 'libpng16-16t64|libpng16-16'
fi
broker_missing=
service=mosquitto
case $purpose in rabbitmq | nats) service=$purpose-server ;; esac
if [ "$service" != mosquitto ] || [ "$purpose" = test ]; then
  if have "$service"; then say "$service: found"; else missing+=("$service") broker_missing=yes; fi
fi
if [ "$purpose" = test ]; then
  need_program ffmpeg ffmpeg
  need_program strace strace
  need_program chromium chromium
  if have mosquitto_sub && have mosquitto_pub; then say "mosquitto clients: found"; else missing+=(mosquitto-clients); fi
fi
if [ -n "$broker_missing" ]; then
  install_broker_quietly "${missing[@]}"
elif [ ${#missing[@]} -gt 0 ]; then
  install_packages "${missing[@]}"
fi
[ "$purpose $rid" = "aot $host" ] || [ "$purpose" != aot ] || "$root/deploy/sysroot.sh" link
