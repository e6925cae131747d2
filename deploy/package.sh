#!/usr/bin/env bash
# Builds the Debian package: artifacts/packages/edgedaemon_VERSION_ARCH.deb
#
#   deploy/package.sh [--arch amd64|arm64] [--self-contained|--portable] [--fault-hooks]
#
#   --arch ARCH       what machine the package is for; default: this one
#   --self-contained  the .NET runtime is inside. Default for amd64. The feed must have the runtime pack of the architecture.
#   --portable        the package depends on the vendor's aspnetcore-runtime-10.0. Default for arm64.
#   --fault-hooks     for the scenarios in tests/vm only: a build in which stages can be made to hang; its version says so
#
# Needs dpkg-deb; with lintian here, the package is checked, too. Nothing is signed.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"

host=$(host_rid)
arch=${host#linux-}
[ "$arch" != x64 ] || arch=amd64
kind=
faults=
while [ $# -gt 0 ]; do
  case $1 in
    --arch) need_value "$@" && arch=$2 && shift ;;
    --self-contained) kind=self-contained ;;
    --portable) kind=portable ;;
    --fault-hooks) faults=yes ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift
done
case $arch in
  amd64) rid=linux-x64 kind=${kind:-self-contained} ;;
  arm64) rid=linux-arm64 kind=${kind:-portable} ;;
  *) die "--arch '$arch' is not known; expected amd64 or arm64." ;;
esac
have dpkg-deb || die "dpkg-deb is not here; packages are built on Debian."
require_dotnet
"$root/deploy/setup.sh" --for build --rid "$rid"

version=$(sed -n 's|.*<VersionPrefix>\(.*\)</VersionPrefix>.*|\1|p' "$root/Directory.Build.props")
[ -z "$faults" ] || version=$version+faults
version=$version-1
# The same sources give the same package: every date in it is that of the last commit.
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct 2>/dev/null || date +%s)
export SOURCE_DATE_EPOCH
from=$root/deploy/package
packages=$root/artifacts/packages
name=edgedaemon_${version}_$arch
work=$root/artifacts/.package-$name
tree=$work/tree
lib=$tree/usr/lib/edgedaemon
doc=$tree/usr/share/doc/edgedaemon
rm -rf "$work"
install -d -m 755 "$packages" "$tree" "$lib/models" "$doc/examples" "$tree"/usr/bin "$tree"/etc/edgedaemon \
  "$tree"/usr/lib/{sysusers.d,tmpfiles.d,systemd/system} "$tree"/usr/share/{man/man1,lintian/overrides} \
  "$tree"/usr/share/{bash-completion/completions,zsh/vendor-completions}

# --- the programs ---------------------------------------------------------------------------------------------------
options=(-c Release --nologo -v quiet --artifacts-path "$root/artifacts/package-build/$rid-$kind${faults:+-faults}" -o "$lib"
  -p:NativeRid="$rid" -p:DebugType=none -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false)
[ -z "$faults" ] || options+=(-p:FaultHooks=true)
if [ "$kind" = self-contained ]; then
  # Two files, each with just what it uses of the runtime: the publisher's holds nothing that knows a pixel.
  options+=(-r "$rid" --self-contained -p:PublishSingleFile=true -p:PublishTrimmed=true -p:PublishReadyToRun=true)
else
  options+=(-p:UseAppHost=false)
fi
for project in EdgeDaemon EdgeDaemon.Publisher; do
  say "publishing $project for $rid, $kind"
  dotnet publish "$root/src/$project" "${options[@]}" >"$work/publish.log" 2>&1 || {
    grep -E 'error|warning' "$work/publish.log" | sort -u | head -n 20 >&2
    die "publishing $project failed (all of it: $work/publish.log)"
  }
done
[ -s "$lib/libonnxruntime.so.1" ] || die "the build left libonnxruntime.so.1 out; see Directory.Build.targets."
if [ "$kind" = portable ]; then
  for program in edgedaemon edgedaemon-publish; do install -m 755 "$root/deploy/start.sh" "$lib/$program"; done
fi
rm -f "$lib"/*.pdb "$lib"/onnxruntime.LICENSE.txt
# A library is read, not run.
find "$lib" -type f ! -name edgedaemon ! -name edgedaemon-publish -exec chmod 644 {} +
install -m 755 "$from/allow-broker" "$lib/"
ln -s ../lib/edgedaemon/edgedaemon ../lib/edgedaemon/edgedaemon-publish "$tree/usr/bin/"
for model in "$root"/models/*/; do
  [ "$(basename "$model")" != training ] || continue
  cp -R "$model" "$lib/models/"
  rm -rf "$lib/models/$(basename "$model")/failures"
done
find "$lib/models" -type f -exec chmod 644 {} +

# --- what systemd, the shells and people read ------------------------------------------------------------------------
install -m 644 "$root"/systemd/edgedaemon*.{service,target,timer} "$tree/usr/lib/systemd/system/"
install -m 644 "$root/systemd/edgedaemon.sysusers" "$tree/usr/lib/sysusers.d/edgedaemon.conf"
install -m 644 "$root/systemd/edgedaemon.tmpfiles" "$tree/usr/lib/tmpfiles.d/edgedaemon.conf"
install -m 644 "$from/edgedaemon.yaml" "$tree/etc/edgedaemon/"
install -m 644 "$from/edgedaemon.bash-completion" "$tree/usr/share/bash-completion/completions/edgedaemon"
ln -s edgedaemon "$tree/usr/share/bash-completion/completions/edgedaemon-publish"
install -m 644 "$from/edgedaemon.zsh-completion" "$tree/usr/share/zsh/vendor-completions/_edgedaemon"
install -m 644 "$from/copyright" "$doc/"
install -m 644 "$root/docs/config.md" "$doc/"
install -m 644 "$from"/examples/* "$root/deploy/edgedaemon.example.yaml" "$doc/examples/"
# Only a package with the runtime inside has its zlib to be excused for.
if [ "$kind" = self-contained ]; then cat "$from/lintian-overrides"; else grep -v zlib "$from/lintian-overrides"; fi \
  >"$tree/usr/share/lintian/overrides/edgedaemon"
chmod 644 "$tree/usr/share/lintian/overrides/edgedaemon"
gzip -9n <"$root/NOTICE" >"$doc/NOTICE.gz"
gzip -9n <"$root/CHANGELOG.md" >"$doc/changelog.gz"
printf 'edgedaemon (%s) unstable; urgency=medium\n\n  * See changelog.gz.\n\n -- EdgeDaemon maintainers <edgedaemon@localhost>  %s\n' \
  "$version" "$(date -Ru -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$doc/changelog.Debian.gz"

# A program's commands as roff, from its own help, so that the page never lags behind: commands_of PROGRAM
commands_of() {
  local help
  if [ "$kind" = portable ]; then help=$(dotnet "$lib/$1.dll" --help); else help=$("$lib/$1" --help); fi
  awk '/^Commands:/ { on = 1; next } on && /^  [a-z]/ { sub(/^  /, ""); name = $0; sub(/  .*/, "", name); text = $0
    sub(/^.*[^ ]  +/, "", text); gsub(/-/, "\\-", name); print ".TP\n.B " name "\n" text; next } on && /^    +[^ ]/ { sub(/^ +/, ""); print }' <<<"$help"
}
if [ "$rid" = "$host" ] || [ "$kind" = portable ]; then
  for program in edgedaemon edgedaemon-publish; do
    commands_of "$program" >"$work/commands"
    [ -s "$work/commands" ] || die "the help of $program names no commands."
    sed -e "s/@VERSION@/${version%-1}/" -e "s/@DATE@/$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)/" \
      -e "/@COMMANDS@/{r $work/commands" -e 'd}' "$from/$program.1" | gzip -9n >"$tree/usr/share/man/man1/$program.1.gz"
  done
else
  die "the manual pages are made from the programs' own help, which do not run here: build this package on $arch."
fi

# --- the package -----------------------------------------------------------------------------------------------------
# libssl: .NET's digests; libstdc++, libgcc: ONNX Runtime's. Names differ between Debian 12 and 13.
depends='libc6, libgcc-s1, libstdc++6, libturbojpeg0, libpng16-16t64 | libpng16-16, systemd (>= 252), passwd'
if [ "$kind" = portable ]; then
  depends="$depends, aspnetcore-runtime-10.0"
  runtime="This package needs the .NET runtime of its vendor, aspnetcore-runtime-10.0."
else
  depends="$depends, libssl3t64 | libssl3, zlib1g"
  runtime="This package carries the .NET runtime that it needs."
fi
install -d -m 755 "$tree/DEBIAN"
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@DEPENDS@/$depends/" -e "s/@RUNTIME@/$runtime/" \
  -e "s/@SIZE@/$(du -sk --apparent-size "$tree" | cut -f1)/" "$from/control.in" >"$tree/DEBIAN/control"
install -m 755 "$from"/{postinst,prerm,postrm} "$tree/DEBIAN/"
echo /etc/edgedaemon/edgedaemon.yaml >"$tree/DEBIAN/conffiles"
(cd "$tree" && find . -type f ! -path './DEBIAN/*' ! -path './etc/*' -printf '%P\0' | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
chmod 644 "$tree"/DEBIAN/{control,conffiles,md5sums}
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$tree" "$packages/$name.deb" >/dev/null
say "artifacts/packages/$name.deb: $(du -h "$packages/$name.deb" | cut -f1), installed $(du -sh "$tree" | cut -f1)"

if have lintian; then
  lintian --allow-root --fail-on error,warning "$packages/$name.deb" >&2 || die "lintian finds fault with $name.deb."
  say "lintian finds nothing"
else
  say "lintian is not here, so the package was not checked"
fi
rm -rf "$work"
