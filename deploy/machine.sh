# shellcheck shell=bash
# What the scripts here ask of the machine. Sourced, never run: `. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"`.

# The repository's root folder.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The broker and ldconfig live in folders that are not on an ordinary user's path on Debian.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# Messages go to standard error under the script's name: standard output is for results.
say() { printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}

# The head comment of the running script, as its manual.
usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0"; }

have() { command -v "$1" >/dev/null 2>&1; }

# The runtime identifier of this machine's userland (a 64-bit kernel may carry a 32-bit one).
host_rid() {
  [ "$(uname -s)" = Linux ] || die "EdgeDaemon runs on Linux; this is $(uname -s)."
  [ "$(getconf LONG_BIT)" = 64 ] || die "ONNX Runtime needs a 64-bit system; this one is 32-bit. Install the 64-bit edition."
  case $(uname -m) in
    x86_64) echo linux-x64 ;;
    aarch64) echo linux-arm64 ;;
    *) die "there is no ONNX Runtime build for '$(uname -m)'; supported: x86_64, aarch64." ;;
  esac
}

require_rid() {
  case $1 in
    linux-x64 | linux-arm64) ;;
    *) die "'$1' is not a runtime identifier we build for; expected linux-x64 or linux-arm64." ;;
  esac
}

# An option that needs a value has one: need_value "$@".
need_value() { [ $# -ge 2 ] || die "$1 needs a value; see --help."; }

require_dotnet() {
  have dotnet || die "the .NET SDK is not here; expected 'dotnet' 10 on the path. Install it from your distribution or from Microsoft."
  (cd "$root" && dotnet --version >/dev/null 2>&1) ||
    die "no .NET SDK that global.json accepts; expected 10.0.4xx, got: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')."
  # No compiler or build node stays behind when a script ends.
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
}
