#!/usr/bin/env bash
# Publishes both programs, ready to copy to a device: artifacts/edgedaemon/ holds edgedaemon, edgedaemon-publish,
# ONNX Runtime and models/. The device needs the ASP.NET Core 10 runtime and what `deploy/setup.sh --for run` installs.
#
#   deploy/build.sh [--rid linux-x64|linux-arm64] [--configuration Release|Debug]
#
#   --rid RID             what machine the result is for; default: this one
#   --configuration NAME  default: Release
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"

configuration=Release
host=$(host_rid)
rid=$host
while [ $# -gt 0 ]; do
  case $1 in
    --rid) need_value "$@" && rid=$2 ;;
    --configuration) need_value "$@" && configuration=$2 ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift 2
done
require_rid "$rid"
require_dotnet

target=$root/artifacts/edgedaemon
incoming=$root/artifacts/.edgedaemon
log=$root/artifacts/build.log
rm -rf "$incoming"
mkdir -p "$incoming"

# The assemblies are the same for every architecture. What differs are ONNX Runtime, which has an output folder of its own
# so that it never lands beside this machine's tests, and the small executable that starts a program: for another
# architecture that is a package the feed does not have (Microsoft.NETCore.App.Host.*), so a shell script does it there.
options=(-c "$configuration" -o "$incoming" -p:NativeRid="$rid" -p:PublishDocumentationFiles=false
  -p:PublishReferencesDocumentationFiles=false --nologo -v quiet)
if [ "$rid" != "$host" ]; then
  say "starting through shell scripts on $rid: there is no app host for it here"
  options+=(-p:UseAppHost=false -p:OutputPath="bin/$configuration/$rid/")
fi

for project in EdgeDaemon EdgeDaemon.Publisher; do
  say "publishing $project for $rid"
  dotnet publish "$root/src/$project" "${options[@]}" >"$log" 2>&1 || {
    grep -E 'error|warning' "$log" | sort -u | head -n 20 >&2
    die "publishing $project failed (all of it: $log)"
  }
done
rm -f "$log"

if [ "$rid" != "$host" ]; then
  for program in edgedaemon edgedaemon-publish; do
    install -m 755 "$root/deploy/start.sh" "$incoming/$program"
  done
fi

for program in edgedaemon edgedaemon-publish; do
  [ -x "$incoming/$program" ] || die "the build made no $program in artifacts/edgedaemon/."
done
library=$(find "$incoming" -name libonnxruntime.so -size +0)
[ -n "$library" ] || die "the build left libonnxruntime.so out; see Directory.Build.targets."
library=${library#"$incoming/"}

mkdir -p "$incoming/models"
for entry in "$root"/models/*; do
  [ "$(basename "$entry")" = training ] || [ ! -e "$entry" ] || cp -R "$entry" "$incoming/models/"
done
cp "$root/LICENSE" "$root/NOTICE" "$incoming/"
example=$root/deploy/edgedaemon.example.yaml
[ ! -f "$example" ] || cp "$example" "$incoming/"

# A running daemon keeps the files it has open; the new folder takes the old one's place at once.
rm -rf "$target.old"
[ ! -e "$target" ] || mv "$target" "$target.old"
mv "$incoming" "$target"
rm -rf "$target.old"
say "artifacts/edgedaemon/ for $rid: $(du -sh "$target" | cut -f1), of which ONNX Runtime $(du -h "$target/$library" | cut -f1)"
