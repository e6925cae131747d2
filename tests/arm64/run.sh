#!/usr/bin/env bash
# Runs the arm64 programs, out of their Debian package, on an amd64 machine, by user-mode emulation of a Raspberry Pi 4's processor
# (Cortex-A72). Everything is tried but speed:
#
#   - the package: what it holds, and that all machine code in it is for AArch64;
#   - the golden pictures of the bundled models: the same labels as on amd64, scores to within TOLERANCE (0.01);
#   - the frame maths: the same tensors to the bit, out of NEON as out of SSE and AVX, and out of 128-bit vectors alone;
#   - the daemon and the publisher: labels of the drawn scene arrive at a real broker;
#   - the end-to-end tests of the command line.
#
#   tests/arm64/run.sh [--package FILE]
#
#   --package FILE  this .deb; default: one that deploy/package.sh --arch arm64 builds now
#
# The emulator is installed when it is missing, as root. Takes a quarter of an hour with the package.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/machine.sh"
package=
case ${1:-} in
  '') ;;
  --package) need_value "$@" && package=$2 ;;
  -h | --help) usage && exit 0 ;;
  *) die "unknown option '$1'; see --help." ;;
esac
here=$root/tests/arm64
tolerance=${TOLERANCE:-0.01}
work=$(mktemp -d)
children=()
clean_up() {
  local child
  for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap clean_up EXIT

if ! have qemu-aarch64-static; then
  [ "$(id -u)" = 0 ] || die "installing the emulator needs root: apt install qemu-user-static"
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install qemu-user-static >"$work/apt.log" 2>&1 ||
    die "apt-get failed: $(tail -n 1 "$work/apt.log")"
fi
"$root/deploy/setup.sh" --for test
"$root/deploy/sysroot.sh" run
require_dotnet

# --- the package ----------------------------------------------------------------------------------------------------
if [ -z "$package" ]; then
  "$root/deploy/package.sh" --arch arm64
  package=$(find "$root/artifacts/packages" -name 'edgedaemon_*_arm64.deb' -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d' ' -f2-)
fi
dpkg-deb -x "$package" "$work/tree"
lib=$work/tree/usr/lib/edgedaemon
[ "$(dpkg-deb -f "$package" Architecture)" = arm64 ] || die "$package is not for arm64."
! dpkg-deb -f "$package" Depends | grep -qiE 'dotnet|aspnetcore' || die "$package asks for .NET."
elf=0
while read -r file; do
  machine=$(od -An -tx2 -j18 -N2 "$file" | tr -d ' ')
  [ "$machine" = 00b7 ] || die "${file#"$work/tree"} is for another machine (ELF $machine)."
  elf=$((elf + 1))
done < <(find "$work/tree" -type f -exec sh -c '[ "$(head -c4 "$1" | tail -c3)" = ELF ]' _ {} \; -print)
[ "$elf" = 3 ] || die "the package holds $elf programs and libraries; expected 3."
for file in edgedaemon edgedaemon-publish libonnxruntime.so models/camera-health/model.onnx; do
  [ -s "$lib/$file" ] || die "the package lacks $file."
done
echo "pass  package: $(basename "$package"), $elf ELF files, all for AArch64"

# --- the machine ----------------------------------------------------------------------------------------------------
# ONNX Runtime reads what processor it is on from files of this host, and ends on an amd64 one. The emulator looks for files in its
# own folder first, where it finds those of a Raspberry Pi 4 (four Cortex-A72).
guest=$work/guest
mkdir "$guest"
cp -a "$root/artifacts/guest-linux-arm64/." "$guest/"
mkdir -p "$guest/proc" "$guest/sys/devices/system/cpu"
for core in 0 1 2 3; do
  printf 'processor\t: %d\nFeatures\t: fp asimd evtstrm crc32 cpuid\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: 0xd08\nCPU revision\t: 3\n\n' $core
done >"$guest/proc/cpuinfo"
echo 0-3 | tee "$guest/sys/devices/system/cpu/possible" >"$guest/sys/devices/system/cpu/present"
echo 3 >"$guest/sys/devices/system/cpu/kernel_max"
# Each program as a script that starts the emulator with it, so that whoever runs it need not know; nor the program that starts itself
# again to try a model, by the name in its argument 0.
programs=$work/programs
mkdir "$programs"
emulated() { # name, file
  printf '#!/bin/sh\nexec qemu-aarch64-static -cpu cortex-a72 -0 %s -L %s %s "$@"\n' "$programs/$1" "$guest" "$2" >"$programs/$1"
  chmod +x "$programs/$1"
}
emulated edgedaemon "$lib/edgedaemon"
emulated edgedaemon-publish "$lib/edgedaemon-publish"

# --- models ---------------------------------------------------------------------------------------------------------
[ -x "$root/artifacts/edgedaemon/edgedaemon" ] || "$root/deploy/build.sh"
for model in "$root"/models/*/model.onnx; do
  folder=$(dirname "$model")
  for program in "$root/artifacts/edgedaemon/edgedaemon" "$programs/edgedaemon"; do
    "$program" predict --model "$folder" --json "$folder"/golden/*.png
  done >"$work/predictions" 2>"$work/predict.err" || die "predict: $(tail -n 1 "$work/predict.err")"
  echo "pass  $(basename "$folder"): $(python3 "$here/compare.py" "$tolerance" <"$work/predictions")"
done

# --- frame maths ----------------------------------------------------------------------------------------------------
# Both architectures by the same compiler that makes the shipped programs; and on this one once with 128-bit vectors alone.
dotnet build "$here/FrameMaths" -c Release --nologo -v quiet -clp:NoSummary </dev/null
dotnet publish "$here/FrameMaths" -c Release -r linux-arm64 -p:PublishAot=true -p:SysRoot="$root/artifacts/sysroot-linux-arm64" \
  -p:LinkerFlavor=lld -p:ObjCopyName=llvm-objcopy --artifacts-path "$root/artifacts/aot-build/frame-maths" -o "$work/maths" --nologo -v quiet </dev/null
emulated frame-maths "$work/maths/FrameMaths"
"$here/FrameMaths/bin/Release/net10.0/FrameMaths" >"$work/maths.x64"
DOTNET_EnableAVX=0 "$here/FrameMaths/bin/Release/net10.0/FrameMaths" >"$work/maths.128"
"$programs/frame-maths" >"$work/maths.arm64"
cmp "$work/maths.x64" "$work/maths.128" || die "the frame maths differs with 128-bit vectors alone: $(diff "$work/maths.x64" "$work/maths.128" | head -n 2 | tail -n 1)"
cmp "$work/maths.x64" "$work/maths.arm64" || die "the frame maths differs on arm64: $(diff "$work/maths.x64" "$work/maths.arm64" | head -n 2 | tail -n 1)"
echo "pass  frame maths: $(wc -l <"$work/maths.arm64") results, the same to the bit on arm64, on amd64, and with 128-bit vectors alone"

# --- the daemon -----------------------------------------------------------------------------------------------------
accepts() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
port=$((20000 + RANDOM % 40000))
while accepts "$port"; do port=$((port + 1)); done
printf '%s\n' "listener $port 127.0.0.1" 'allow_anonymous true' 'persistence false' >"$work/mosquitto.conf"
mosquitto -c "$work/mosquitto.conf" >"$work/mosquitto.log" 2>&1 </dev/null &
children+=($!)
for _ in {1..100}; do
  ! accepts "$port" || break
  sleep 0.1
done
cat >"$work/edgedaemon.yaml" <<YAML
device: {id: arm}
models: {directory: $lib/models}
journal: {directory: $work/journal, cursor_directory: $work/cursor, size_mib: 4}
mqtt: {host: 127.0.0.1, port: $port}
cameras:
  - name: scene
    source: {type: scene, seed: 2, width: 640, height: 480, fps: 5}
    model: person-vehicle-animal
    health: {model: camera-health, interval: 2s}
YAML
mosquitto_sub -h 127.0.0.1 -p "$port" -t 'edgedaemon/arm/#' -v >"$work/heard" &
children+=($!)
"$programs/edgedaemon" vision --config "$work/edgedaemon.yaml" >"$work/vision.log" 2>&1 </dev/null &
vision=$!
"$programs/edgedaemon-publish" --config "$work/edgedaemon.yaml" >"$work/publisher.log" 2>&1 </dev/null &
publisher=$!
children+=("$vision" "$publisher")
for _ in {1..300}; do
  for program in "$vision" "$publisher"; do kill -0 "$program" 2>/dev/null || die "a program ended by itself: $(tail -n 1 "$work/vision.log") $(tail -n 1 "$work/publisher.log")"; done
  ! grep -q '"type":"end".*"label":"person"' "$work/heard" || break
  sleep 1
done
for type in start end; do
  grep -q "\"type\":\"$type\".*\"label\":\"person\"" "$work/heard" ||
    die "no person came and left; heard: $(wc -l <"$work/heard") messages; $(tail -n 1 "$work/vision.log"); $(tail -n 1 "$work/publisher.log")"
done
kill "$vision"
wait "$vision" || die "vision ended with $?."
kill "$publisher"
wait "$publisher" || die "the publisher ended with $?."
"$programs/edgedaemon" audit --config "$work/edgedaemon.yaml" >"$work/audit" || die "audit: $(tail -n 1 "$work/audit")"
echo "pass  daemon: $(grep -c '/events ' "$work/heard") events of the drawn scene arrived, both programs ended in order; $(tail -n 1 "$work/audit")"

# --- the command line -------------------------------------------------------------------------------------------------
EDGEDAEMON_PROGRAMS=$programs EDGEDAEMON_EMULATED=1 "$root/tests/run.sh" --project EdgeDaemon.Tests --filter EndToEnd.CommandLineTests >"$work/tests.log" 2>&1 ||
  die "$(grep -E '\[FAIL\]' "$work/tests.log" | head -n 5) $(tail -n 1 "$work/tests.log")"
echo "pass  command line: $(tail -n 1 "$work/tests.log")"
