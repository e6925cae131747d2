#!/usr/bin/env bash
# Builds the Debian package: artifacts/packages/edgedaemon_VERSION_ARCH.deb
#
#   deploy/package.sh [--arch amd64|arm64 | --all] [--fault-hooks]
#
#   --arch ARCH    what machine the package is for; default: this one. arm64 is cross-compiled on amd64
#   --all          both, one after the other; deploy/repository.sh makes an apt repository of them
#   --fault-hooks  for the scenarios in tests/vm only: a build in which stages can be made to hang; its version says so
#
# The programs are native: the package needs no .NET. Takes minutes and says what it is at. Needs dpkg-deb; with lintian here, the
# package is checked, too. Nothing is signed.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"

host=$(host_rid)
arch=${host#linux-}
[ "$arch" != x64 ] || arch=amd64
faults='' all=
while [ $# -gt 0 ]; do
  case $1 in
    --arch) need_value "$@" && arch=$2 && shift ;;
    --all) all=yes ;;
    --fault-hooks) faults=--fault-hooks ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift
done
if [ -n "$all" ]; then
  for arch in amd64 arm64; do "$0" --arch "$arch" ${faults:+"$faults"}; done
  exit 0
fi
case $arch in
  amd64) rid=linux-x64 ;;
  arm64) rid=linux-arm64 ;;
  *) die "--arch '$arch' is not known; expected amd64 or arm64." ;;
esac
have dpkg-deb || die "dpkg-deb is not here; packages are built on Debian."
# shellcheck disable=SC2086 # an option, or none
"$root/deploy/build.sh" --aot --rid "$rid" $faults
# The manual pages are made from the programs' own help; those for another architecture do not run here, and say the same.
speaks=$root/artifacts/aot/$rid${faults:+-faults}
if [ "$rid" != "$host" ]; then
  speaks=$root/artifacts/edgedaemon
  "$root/deploy/build.sh"
fi
say "putting the package for $arch together"

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
install -d -m 755 "$packages" "$tree" "$lib/models" "$doc"/{examples,schemas,decisions} "$tree"/usr/bin "$tree"/etc/edgedaemon \
  "$tree"/usr/lib/{sysusers.d,tmpfiles.d,systemd/system} "$tree"/usr/share/{edgedaemon,man/man1,man/man5,lintian/overrides} \
  "$tree"/usr/share/{bash-completion/completions,zsh/vendor-completions}

# --- the programs ---------------------------------------------------------------------------------------------------
built=$root/artifacts/aot/$rid${faults:+-faults}
install -m 755 "$built"/edgedaemon "$built"/edgedaemon-publish "$built"/edgedaemon-console "$lib/"
# A library is read, not run.
install -m 644 "$built"/libonnxruntime.so "$lib/"
install -m 755 "$from/allow-broker" "$lib/"
ln -s ../lib/edgedaemon/edgedaemon ../lib/edgedaemon/edgedaemon-publish "$tree/usr/bin/"
for model in "$root"/models/*/; do
  [ "$(basename "$model")" != training ] || continue
  cp -R "$model" "$lib/models/"
  rm -rf "$lib/models/$(basename "$model")/failures"
done
install -m 644 "$root/models/catalogue.yaml" "$lib/models/"
find "$lib/models" -type f -exec chmod 644 {} +

# --- what systemd, the shells and people read ------------------------------------------------------------------------
install -m 644 "$root"/systemd/edgedaemon*.{service,socket,target,timer} "$tree/usr/lib/systemd/system/"
install -m 644 "$root/systemd/edgedaemon.sysusers" "$tree/usr/lib/sysusers.d/edgedaemon.conf"
install -m 644 "$root/systemd/edgedaemon.tmpfiles" "$tree/usr/lib/tmpfiles.d/edgedaemon.conf"
install -m 644 "$from/edgedaemon.yaml" "$tree/etc/edgedaemon/"
install -m 644 "$from/edgedaemon.bash-completion" "$tree/usr/share/bash-completion/completions/edgedaemon"
ln -s edgedaemon "$tree/usr/share/bash-completion/completions/edgedaemon-publish"
install -m 644 "$from/edgedaemon.zsh-completion" "$tree/usr/share/zsh/vendor-completions/_edgedaemon"
install -m 644 "$from/copyright" "$doc/"
install -m 644 "$root"/docs/*.md "$doc/"
install -m 644 "$root"/docs/decisions/* "$doc/decisions/"
install -m 644 "$root"/docs/schemas/* "$doc/schemas/"
install -m 644 "$from"/examples/* "$root"/docs/examples/* "$root/deploy/edgedaemon.example.yaml" "$doc/examples/"
"$speaks/edgedaemon" schema >"$tree/usr/share/edgedaemon/edgedaemon.schema.json"
install -m 644 "$from/lintian-overrides" "$tree/usr/share/lintian/overrides/edgedaemon"
gzip -9n <"$root/NOTICE" >"$doc/NOTICE.gz"
gzip -9n <"$root/CHANGELOG.md" >"$doc/changelog.gz"
printf 'edgedaemon (%s) unstable; urgency=medium\n\n  * See changelog.gz.\n\n -- EdgeDaemon maintainers <edgedaemon@localhost>  %s\n' \
  "$version" "$(date -Ru -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$doc/changelog.Debian.gz"

# A program's commands as roff, from its own help, so that the page never lags behind: commands_of PROGRAM
commands_of() {
  local help
  help=$("$speaks/$1" --help)
  awk '/^Commands:/ { on = 1; next } on && /^  [a-z]/ { sub(/^  /, ""); name = $0; sub(/  .*/, "", name); text = $0
    sub(/^.*[^ ]  +/, "", text); gsub(/-/, "\\-", name); print ".TP\n.B " name "\n" text; next } on && /^    +[^ ]/ { sub(/^ +/, ""); print }' <<<"$help"
}
for program in edgedaemon edgedaemon-publish; do
  commands_of "$program" >"$work/commands"
  [ -s "$work/commands" ] || die "the help of $program names no commands."
  sed -e "s/@VERSION@/${version%-1}/" -e "s/@DATE@/$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)/" \
    -e "/@COMMANDS@/{r $work/commands" -e 'd}' "$from/$program.1" | gzip -9n >"$tree/usr/share/man/man1/$program.1.gz"
done

# The reference of all keys as a page, too: its tables become lists.
awk -v title=".TH EDGEDAEMON.YAML 5 \"$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)\" \"EdgeDaemon ${version%-1}\" \"EdgeDaemon\"" '
  function roff(text) { gsub(/\\\|/, "|", text); gsub(/\\/, "\\e", text); gsub(/-/, "\\-", text); gsub(/[`*]/, "", text); return text ~ /^[.\x27]/ ? "\\&" text : text }
  NR == 1 { print title "\n.SH NAME\nedgedaemon.yaml \\- configuration of EdgeDaemon\n.SH DESCRIPTION"; next }
  /^## / { print ".SH " toupper(roff(substr($0, 4))); next }
  /^- / { print ".IP \\(bu 2\n" roff(substr($0, 3)); next }
  /^\| key |^\|---/ { next }
  /^\| / { gsub(/\\\|/, "\001"); split($0, cell, / \| /); for (i in cell) gsub(/\001/, "|", cell[i]); sub(/^\| /, "", cell[1]); sub(/ \|$/, "", cell[5])
    print ".TP\n.B " roff(cell[1]) "\n" roff(cell[5]) "\n.br\nAllowed: " roff(cell[2]) ". Default: " roff(cell[3]) ". Takes effect: " roff(cell[4]) "."; next }
  /^$/ { print ".PP"; next }
  { sub(/^ +/, ""); sub(/ This page is made from .*/, ""); print roff($0) }
  END { print ".SH SEE ALSO\n.BR edgedaemon (1)" }' "$root/docs/config.md" | gzip -9n >"$tree/usr/share/man/man5/edgedaemon.yaml.5.gz"

# --- the package -----------------------------------------------------------------------------------------------------
# The newest symbol of the C library that is asked for: it is that of the system this was built on at most.
glibc=$(grep -aohE 'GLIBC_2\.[0-9]+' "$lib"/edgedaemon "$lib"/edgedaemon-publish "$lib"/edgedaemon-console "$lib"/libonnxruntime.so | sort -uV | tail -n 1)
# libssl: .NET's digests and TLS; libstdc++, libgcc: ONNX Runtime's. Names differ between Debian 12 and 13.
depends="libc6 (>= ${glibc#GLIBC_}), libgcc-s1, libstdc++6, libssl3t64 | libssl3, libturbojpeg0, libpng16-16t64 | libpng16-16"
depends="$depends, systemd (>= 252), passwd"
install -d -m 755 "$tree/DEBIAN"
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@DEPENDS@/$depends/" \
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
