#!/usr/bin/env bash
# What can be verified of arm64 on an amd64 machine, without a Raspberry Pi and without a .NET runtime for it:
#
#   - the package of deploy/package.sh --arch arm64: that it is one, holds what it must, and no amd64 code;
#   - ONNX Runtime's arm64 library, under user-mode emulation: the golden pictures of the bundled models give what they give on
#     amd64, to within TOLERANCE on average (where a sum lies halfway between two 8-bit steps each processor may go its own way, and
#     what follows from it differs by some steps);
#   - the 128-bit vector path of the frame maths, which is what NEON takes: its tests with every wider instruction off.
#
#   tests/arm64/run.sh
#
# Cross compiler and emulator are installed when they are missing, as root.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/machine.sh"
case ${1:-} in
  '') ;;
  -h | --help) usage && exit 0 ;;
  *) die "unknown option '$1'; see --help." ;;
esac
here=$root/tests/arm64
tolerance=${TOLERANCE:-0.01}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! have aarch64-linux-gnu-gcc || ! have qemu-aarch64-static || [ ! -e /usr/aarch64-linux-gnu/lib/libstdc++.so.6 ]; then
  [ "$(id -u)" = 0 ] || die "installing the cross compiler needs root: apt install gcc-aarch64-linux-gnu libstdc++6-arm64-cross qemu-user-static"
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install gcc gcc-aarch64-linux-gnu libc6-dev-arm64-cross \
    libstdc++6-arm64-cross qemu-user-static >"$work/apt.log" 2>&1 || die "apt-get failed: $(tail -n 1 "$work/apt.log")"
fi

# --- the package ----------------------------------------------------------------------------------------------------
mkdir -p "$root/artifacts/packages"
package=$(find "$root/artifacts/packages" -name 'edgedaemon_*_arm64.deb' | tail -n 1)
[ -n "$package" ] || { "$root/deploy/package.sh" --arch arm64 && package=$(find "$root/artifacts/packages" -name 'edgedaemon_*_arm64.deb' | tail -n 1); }
dpkg-deb -x "$package" "$work/tree"
[ "$(dpkg-deb -f "$package" Architecture)" = arm64 ] || die "$package is not for arm64."
dpkg-deb -f "$package" Depends | grep -q 'aspnetcore-runtime-10.0' || say "the runtime is inside: this package was built --self-contained"
elf=0
while read -r file; do
  machine=$(od -An -tx2 -j18 -N2 "$file" | tr -d ' ')
  [ "$machine" = 00b7 ] || die "${file#"$work/tree"} is for another machine (ELF $machine)."
  elf=$((elf + 1))
done < <(find "$work/tree" -type f -exec sh -c '[ "$(head -c4 "$1" | tail -c3)" = ELF ]' _ {} \; -print)
[ "$elf" -gt 0 ] || die "the package holds no machine code at all."
for file in edgedaemon.dll edgedaemon-publish.dll edgedaemon edgedaemon-publish models/camera-health/model.onnx; do
  [ -s "$work/tree/usr/lib/edgedaemon/$file" ] || die "the package lacks $file."
done
arm64=$(find "$work/tree/usr/lib/edgedaemon" -name libonnxruntime.so)
[ -s "$arm64" ] || die "the package lacks libonnxruntime.so."
echo "pass  package: $(basename "$package"), $elf ELF files, all for AArch64"

# --- ONNX Runtime ---------------------------------------------------------------------------------------------------
gcc -std=gnu17 -w -O1 -o "$work/x64" "$here/run_model.c" -ldl
aarch64-linux-gnu-gcc -std=gnu17 -w -O1 -o "$work/arm64" "$here/run_model.c" -ldl
# ONNX Runtime reads what processor it is on from files of this host, and ends on an amd64 one. The emulator looks for files in its
# own folder first, where it finds those of a Raspberry Pi 4 (four Cortex-A72).
guest=$work/guest
mkdir -p "$guest/proc" "$guest/sys/devices/system/cpu"
ln -s /usr/aarch64-linux-gnu/lib "$guest/lib"
for core in 0 1 2 3; do
  printf 'processor\t: %d\nFeatures\t: fp asimd evtstrm crc32 cpuid\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: 0xd08\nCPU revision\t: 3\n\n' $core
done >"$guest/proc/cpuinfo"
echo 0-3 | tee "$guest/sys/devices/system/cpu/possible" >"$guest/sys/devices/system/cpu/present"
echo 3 >"$guest/sys/devices/system/cpu/kernel_max"
require_dotnet
x64=$root/tests/EdgeDaemon.Inference.Tests/bin/Release/net10.0/runtimes/linux-x64/native/libonnxruntime.so
[ -s "$x64" ] || dotnet build "$root/tests/EdgeDaemon.Inference.Tests" -c Release --nologo -v quiet -clp:NoSummary </dev/null
for model in "$root"/models/*/model.onnx; do
  folder=$(dirname "$model")
  side=$(sed -n 's/^  width: //p' "$folder/manifest.yaml")
  count=0 worst=0
  for picture in "$folder"/golden/*.png; do
    python3 "$here/picture.py" "$picture" "$side" >"$work/tensor"
    "$work/x64" "$x64" "$model" "$side" <"$work/tensor" >"$work/x64.out"
    qemu-aarch64-static -cpu cortex-a72 -L "$guest" "$work/arm64" "$arm64" "$model" "$side" \
      <"$work/tensor" >"$work/arm64.out" 2>"$work/arm64.err" || die "arm64: $(tail -n 1 "$work/arm64.err")"
    apart=$(paste "$work/x64.out" "$work/arm64.out" | awk 'NF != 2 { exit 1 } { d = $1 - $2; s += d < 0 ? -d : d } END { print s / NR }') ||
      die "$(basename "$picture"): the outputs differ in number."
    awk -v a="$apart" -v t="$tolerance" 'BEGIN { exit !(a <= t) }' || die "$(basename "$picture"): the outputs differ by $apart on average."
    worst=$(awk -v a="$worst" -v b="$apart" 'BEGIN { print (b > a ? b : a) }')
    count=$((count + 1))
  done
  echo "pass  $(basename "$folder"): $count golden pictures, arm64 and amd64 at most $worst apart on average"
done

# --- 128-bit vectors --------------------------------------------------------------------------------------------------
program=$root/tests/EdgeDaemon.Vision.Tests/bin/Release/net10.0/EdgeDaemon.Vision.Tests
[ -x "$program" ] || dotnet build "$root/tests/EdgeDaemon.Vision.Tests" -c Release --nologo -v quiet -clp:NoSummary </dev/null
DOTNET_EnableAVX=0 "$program" -noLogo -noColor -reporter quiet >"$work/vision.log" 2>&1 </dev/null ||
  die "the frame maths fails with 128-bit vectors: $(tail -n 3 "$work/vision.log")"
echo "pass  frame maths with 128-bit vectors alone"
