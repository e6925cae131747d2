#!/usr/bin/env bash
# Publishes the three programs, ready to run from their folder, with ONNX Runtime and models/ beside them.
#
#   deploy/build.sh [--aot] [--rid linux-x64|linux-arm64] [--fault-hooks] [--no-console]
#
#   (nothing)      artifacts/edgedaemon/, for this machine and its .NET runtime: the developers' loop, and the demo's
#   --aot          artifacts/aot/RID/, native code as it is shipped: a device needs no .NET. Takes minutes
#   --rid RID      what machine --aot is for; default: this one. From x64 to arm64 it is cross-compiled
#   --no-console   not edgedaemon-console, for who tries the other two
#   --fault-hooks  for the scenarios in tests/vm only: stages can be made to hang
#
# What the programs load is installed by `deploy/setup.sh --for run`, on a device by the package.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"

host=$(host_rid)
rid=$host
aot=
faults=
console=edgedaemon-console
while [ $# -gt 0 ]; do
  case $1 in
    --aot) aot=yes ;;
    --rid) need_value "$@" && rid=$2 && shift ;;
    --fault-hooks) faults=yes ;;
    --no-console) console= ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift
done
require_rid "$rid"
[ -n "$aot" ] || [ "$rid" = "$host" ] || die "for $rid there are only native programs from here; add --aot."
require_dotnet

name=edgedaemon
options=(-c Release -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false --nologo -v quiet)
if [ -n "$aot" ]; then
  "$root/deploy/setup.sh" --for aot --rid "$rid"
  name=aot/$rid${faults:+-faults}
  # Output of its own, so that it never lands beside this machine's tests.
  options+=(-r "$rid" -p:PublishAot=true --artifacts-path "$root/artifacts/aot-build/$rid${faults:+-faults}")
  # An absolute path, for the sysroot lies where setup.sh puts it.
  [ "$rid" = "$host" ] || options+=(-p:SysRoot="$root/artifacts/sysroot-$rid" -p:LinkerFlavor=lld -p:ObjCopyName=llvm-objcopy)
fi
[ -z "$faults" ] || options+=(-p:FaultHooks=true)
target=$root/artifacts/$name
incoming=$root/artifacts/.incoming-${name//\//-}
log=$root/artifacts/build-${name//\//-}.log
rm -rf "$incoming"
mkdir -p "$incoming" "$(dirname "$target")"

for project in EdgeDaemon EdgeDaemon.Publisher ${console:+EdgeDaemon.Console}; do
  say "publishing $project for $rid${aot:+ as native code (a minute or more)}"
  dotnet publish "$root/src/$project" "${options[@]}" -o "$incoming" >"$log" 2>&1 </dev/null || {
    grep -E 'error|warning' "$log" | sort -u | head -n 20 >&2
    die "publishing $project failed (all of it: $log)"
  }
done
rm -f "$log"
# Symbols of native programs are for whoever debugs them, and three times their size.
[ -z "$aot" ] || rm -f "$incoming"/*.dbg "$incoming"/*.pdb "$incoming"/*.xml

for program in edgedaemon edgedaemon-publish $console; do
  [ -x "$incoming/$program" ] || die "the build made no $program."
done
library=$(find "$incoming" -name libonnxruntime.so -size +0)
[ -n "$library" ] || die "the build left libonnxruntime.so out; see Directory.Build.targets."
library=${library#"$incoming/"}

mkdir -p "$incoming/models"
for entry in "$root"/models/*; do
  [ "$(basename "$entry")" = training ] || [ ! -e "$entry" ] || cp -R "$entry" "$incoming/models/"
done
cp "$root/LICENSE" "$root/NOTICE" "$root/deploy/edgedaemon.example.yaml" "$incoming/"

# A running daemon keeps the files it has open; the new folder takes the old one's place at once.
rm -rf "$target.old"
[ ! -e "$target" ] || mv "$target" "$target.old"
mv "$incoming" "$target"
rm -rf "$target.old"
size() { du -h "$target/$1" | cut -f1; }
say "artifacts/$name/ for $rid: $(du -sh "$target" | cut -f1), of which edgedaemon $(size edgedaemon)," \
  "edgedaemon-publish $(size edgedaemon-publish),${console:+ edgedaemon-console $(size edgedaemon-console),} ONNX Runtime $(size "$library")"
