#!/usr/bin/env bash
# Adds every model of the test assets with "edgedaemon models add", measures it on the assets' pictures, and prints a Markdown
# table: flags, figures beside the recorded ones, and whether they are within the limits.
#
#   tests/models-table.sh
#
# The assets are looked for as in all tests (EDGEDAEMON_ASSETS). Takes minutes. Exit status: 0 when every model is within limits.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/machine.sh"

case ${1:-} in
  '') ;;
  -h | --help) usage && exit 0 ;;
  *) die "unknown option '$1'; see --help." ;;
esac
require_dotnet
say "building"
dotnet build "$root/tests/EdgeDaemon.Tests" -c Release --nologo -v quiet -clp:NoSummary </dev/null >&2 || die "the build failed."

rows=$(mktemp -d)
trap 'rm -rf "$rows"' EXIT
say "measuring"
status=0
EDGEDAEMON_MODELS_TABLE=$rows "$root/tests/EdgeDaemon.Tests/bin/Release/net10.0/EdgeDaemon.Tests" \
  -noLogo -noColor -reporter quiet -class EdgeDaemon.Tests.Accuracy.ModelsTableTests >&2 || status=$?
[ -n "$(ls -A "$rows")" ] || die "nothing was measured: the test assets are not on this machine (set EDGEDAEMON_ASSETS)."

cat <<'EOF'
| model | said to `models add` | measure | ours | reference | difference | seen as recorded | within limits |
|---|---|---|---|---|---|---|---|
EOF
LC_ALL=C sort "$rows"/*.md
exit "$status"
