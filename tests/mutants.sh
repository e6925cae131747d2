#!/usr/bin/env bash
# Plants bugs, one at a time, and says which of them the tests catch. By hand: it takes a minute or two for each.
#
#   tests/mutants.sh [--only TEXT]
#
#   --only TEXT  only mutants whose line in tests/mutants.tsv contains TEXT
#
# Works on a copy of the working tree, which it removes. A line of tests/mutants.tsv is what goes wrong, the file, the test project, its test
# classes (after the project's name, with commas), what stands in the file exactly once, and what is put in its place, with tabs between.
# Exit status: 0 when each was caught.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/machine.sh"

only=
while [ $# -gt 0 ]; do
  case $1 in
    --only) need_value "$@" && only=$2 ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift 2
done
require_dotnet
# A hung test program is a caught bug, too. Seconds.
limit=${EDGEDAEMON_TEST_LIMIT:-300}
# A bug that some hundred random crashes do not find would not be told apart from none.
export EDGEDAEMON_CRASH_SCHEDULES=${EDGEDAEMON_CRASH_SCHEDULES:-1000}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
(cd "$root" && git ls-files -co --exclude-standard -z | xargs -0 cp --parents -t "$copy" 2>/dev/null) || true

# builds PROJECT
builds() { dotnet build "$copy/tests/$1" -c Release --nologo -v quiet -clp:NoSummary >"$copy/build.log" 2>&1 </dev/null; }

# passes PROJECT CLASSES
passes() {
  local classes=() name
  for name in ${2//,/ }; do classes+=(-class "$1.$name"); done
  timeout --kill-after=5 "$limit" "$copy/tests/$1/bin/Release/net10.0/$1" -noLogo -noColor -noAutoReporters -reporter quiet "${classes[@]}" >"$copy/test.log" 2>&1 </dev/null
}

declare -A sound
survived=0 caught=0
while IFS=$'\t' read -r name file project classes sought planted; do
  case $name in '' | '#'*) continue ;; esac
  if [ -z "${sound[$project $classes]:-}" ]; then
    builds "$project" || die "$project does not build: $(grep -m1 'error' "$copy/build.log")"
    passes "$project" "$classes" || die "$classes of $project fail without a bug: $(tail -n 3 "$copy/test.log")"
    sound[$project $classes]=yes
  fi
  SOUGHT=${sought//\\n/$'\n'} PLANTED=${planted//\\n/$'\n'} perl -0777 -i.sound -pe 's/\Q$ENV{SOUGHT}\E/$ENV{PLANTED}/g == 1 or die "not there exactly once\n"' "$copy/$file" ||
    die "'$name': what it changes is not in $file exactly once."
  if ! builds "$project"; then
    die "'$name' does not build: $(grep -m1 'error' "$copy/build.log")"
  elif passes "$project" "$classes"; then
    survived=$((survived + 1))
    printf 'SURVIVED  %s\n' "$name"
  else
    caught=$((caught + 1))
    printf 'caught    %s\n' "$name"
  fi
  mv "$copy/$file.sound" "$copy/$file"
  touch "$copy/$file"
done < <(grep -F -- "$only" "$root/tests/mutants.tsv")
printf '%s caught, %s survived\n' "$caught" "$survived"
[ $survived -eq 0 ]
