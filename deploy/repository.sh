#!/usr/bin/env bash
# Makes an apt repository of the packages in artifacts/packages: artifacts/repository/, to be served by any web server, or as a folder.
#
#   deploy/repository.sh [--key KEY] [--output DIR]
#
#   --key KEY     signs it with this key of gpg's, and puts the public key beside it; without one, it is unsigned, and apt takes it only
#                 where its source says 'Trusted: yes'
#   --output DIR  makes it there
#
# The folder is replaced as a whole. The same packages give the same files, but for the signatures.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"

key='' target=$root/artifacts/repository
while [ $# -gt 0 ]; do
  case $1 in
    --key) need_value "$@" && key=$2 && shift ;;
    --output) need_value "$@" && target=$2 && shift ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift
done
have dpkg-deb || die "dpkg-deb is not here; repositories are made on Debian."
[ -z "$key" ] || have gpg || die "gpg is not here; install gnupg, or leave --key out."
mapfile -t packages < <(find "$root/artifacts/packages" -name 'edgedaemon_*.deb' ! -name '*+faults*' 2>/dev/null | sort)
[ ${#packages[@]} -gt 0 ] || die "artifacts/packages has no package; deploy/package.sh --all makes them."

incoming=$target.incoming
rm -rf "$incoming"
install -d "$incoming/pool" "$incoming"/dists/stable/main/binary-{amd64,arm64}
newest=0
for package in "${packages[@]}"; do
  arch=$(dpkg-deb -f "$package" Architecture)
  name=$(basename "$package")
  install -m 644 "$package" "$incoming/pool/"
  built=$(stat -c %Y "$package")
  [ "$built" -le "$newest" ] || newest=$built
  {
    dpkg-deb -f "$package"
    printf 'Filename: pool/%s\nSize: %s\nSHA256: %s\n\n' "$name" "$(stat -c %s "$package")" "$(sha256sum <"$package" | cut -d' ' -f1)"
  } >>"$incoming/dists/stable/main/binary-$arch/Packages"
done

cd "$incoming/dists/stable"
for folder in main/binary-*; do
  touch "$folder/Packages"
  gzip -9nk "$folder/Packages"
done
{
  printf '%s\n' 'Origin: EdgeDaemon' 'Label: EdgeDaemon' 'Suite: stable' 'Codename: stable' 'Architectures: amd64 arm64' 'Components: main' \
    "Date: $(date -Ru -d "@$newest")" 'SHA256:'
  find main -type f | sort | while read -r file; do
    printf ' %s %s %s\n' "$(sha256sum <"$file" | cut -d' ' -f1)" "$(stat -c %s "$file")" "$file"
  done
} >Release
if [ -n "$key" ]; then
  gpg --batch --yes --local-user "$key" --clearsign --output InRelease Release
  gpg --batch --yes --local-user "$key" --armor --detach-sign --output Release.gpg Release
  gpg --batch --yes --armor --export --output "$incoming/edgedaemon.asc" "$key"
  trust='Signed-By: /etc/apt/keyrings/edgedaemon.asc'
else
  trust='Trusted: yes'
fi
rm -rf "$target"
mv "$incoming" "$target"
say "$target: ${#packages[@]} packages${key:+, signed}; on a device, in /etc/apt/sources.list.d/edgedaemon.sources:"
printf '%s\n' 'Types: deb' 'URIs: file:/path/to/repository' 'Suites: stable' 'Components: main' "$trust"
