#!/usr/bin/env bash
# Plants bugs, one at a time, and says which of them the tests catch. By hand.
#
#   tests/mutants.sh [--only TEXT] [--leaks] [--again] [--here]
#
#   --only TEXT  only mutants whose line contains TEXT
#   --leaks      only those that let something out that must not leave (tests/mutants-leaks.tsv); else all
#   --again      forget the results so far, which are kept in artifacts/mutants for as long as sources and tests are the same
#   --here       in this very working tree, which saves the first build; nobody else may work in it meanwhile
#
# Works on a copy of the working tree, in artifacts/mutants/tree, of which it builds a test project once, and then only the one project that a mutant
# changes. A line of the tables is what goes wrong, the file, the test project, its test classes (after the project's name, with commas), what stands
# in the file exactly once, and what is put in its place, with tabs between. Exit status: 0 when each was caught.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/machine.sh"

only='' again='' here='' tables=(mutants.tsv mutants-leaks.tsv)
while [ $# -gt 0 ]; do
  case $1 in
    --only) need_value "$@" && only=$2 && shift ;;
    --leaks) tables=(mutants-leaks.tsv) ;;
    --again) again=yes ;;
    --here) here=yes ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift
done
require_dotnet
# A hung test program is a caught bug, too. Seconds.
limit=${EDGEDAEMON_TEST_LIMIT:-300}
# A bug that some hundred random crashes do not find would not be told apart from none.
export EDGEDAEMON_CRASH_SCHEDULES=${EDGEDAEMON_CRASH_SCHEDULES:-1000}
work=$root/artifacts/mutants tree=$root/artifacts/mutants/tree
[ -z "$again" ] || rm -f "$work/results.tsv"
mkdir -p "$tree"
touch "$work/results.tsv"

# The tree as it is now: what is new or changed is copied, what is gone goes; what was built of the rest stays.
(cd "$root" && git ls-files -co --exclude-standard | while IFS= read -r file; do [ ! -f "$file" ] || printf '%s\n' "$file"; done) | sort >"$work/files"
if [ -z "$here" ]; then
  (cd "$tree" && find . -type f -not -path '*/bin/*' -not -path '*/obj/*' -not -path './artifacts/*' | cut -c3- | sort) | comm -13 "$work/files" - |
    (cd "$tree" && xargs -r -d '\n' rm -f)
  (cd "$root" && while IFS= read -r file; do cmp -s "$file" "$tree/$file" || cp --parents "$file" "$tree"; done <"$work/files")
else
  tree=$root
fi
state=$(cd "$tree" && grep -E '^(src|tests)/.*\.(cs|csproj|c)$' "$work/files" | xargs -d '\n' sha256sum | sha256sum | cut -c1-16)

quick=(-c Release --nologo -v quiet -clp:NoSummary -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false)
# Dozens of compilations: one compiler for all of them, which ends by itself some minutes later.
export UseSharedCompilation=true

# passes PROJECT CLASSES
passes() {
  local classes=() name
  for name in ${2//,/ }; do classes+=(-class "$1.$name"); done
  timeout --kill-after=5 "$limit" "$tree/tests/$1/bin/Release/net10.0/$1" -noLogo -noColor -noAutoReporters -reporter quiet "${classes[@]}" >"$work/test.log" 2>&1 </dev/null
}

# assembly FILE: what the project of a source file is compiled into.
assembly() {
  local project=${1#src/}
  project=${project%%/*}
  find "$tree/src/$project/obj/Release/net10.0" -maxdepth 1 -name '*.dll' | head -n 1
}

# plant FILE SOUGHT PLANTED
plant() {
  SOUGHT=${2//\\n/$'\n'} PLANTED=${3//\\n/$'\n'} perl -0777 -i.sound -pe 's/\Q$ENV{SOUGHT}\E/$ENV{PLANTED}/g == 1 or die "not there exactly once\n"' "$tree/$1" 2>/dev/null ||
    { [ ! -f "$tree/$1.sound" ] || mv "$tree/$1.sound" "$tree/$1"; return 1; }
}

# What is planted goes, however this ends.
restore() {
  local kept
  find "$tree/src" -name '*.sound' | while IFS= read -r kept; do
    mv "$kept" "${kept%.sound}"
    touch "${kept%.sound}"
  done
}
trap restore EXIT
declare -A sound
caught=0 survived=() broken=()
while IFS=$'\t' read -r name file project classes sought planted; do
  case $name in '' | '#'*) continue ;; esac
  key=$state-$(printf '%s\t%s\t%s\t%s\t%s' "$file" "$project" "$classes" "$sought" "$planted" | sha256sum | cut -c1-16)
  result=$(awk -F '\t' -v key="$key" '$1 == key { print $2; exit }' "$work/results.tsv")
  if [ -z "$result" ]; then
    if [ -z "${sound[$project]:-}" ]; then
      say "building $project"
      dotnet build "$tree/tests/$project" "${quick[@]}" </dev/null >"$work/build.log" 2>&1 || die "$project does not build: $(grep -m1 'error' "$work/build.log")"
      sound[$project]=yes
    fi
    if [ -z "${sound[$project $classes]:-}" ]; then
      passes "$project" "$classes" || die "$classes of $project fail without a bug: $(tail -n 3 "$work/test.log")"
      sound[$project $classes]=yes
    fi
    tested=$tree/tests/$project/bin/Release/net10.0
    if ! plant "$file" "$sought" "$planted"; then
      result=BROKEN
      say "'$name': what it changes is not in $file exactly once."
    else
      own=$(assembly "$file")
      cp "$tested/$(basename "$own")" "$work/sound.dll"
      if ! dotnet build "$tree/${file%"${file#src/*/}"}" --no-restore --no-dependencies "${quick[@]}" </dev/null >"$work/build.log" 2>&1; then
        result=BROKEN
        say "'$name' does not build: $(grep -m1 'error' "$work/build.log")"
      else
        cp "$own" "$tested/"
        if passes "$project" "$classes"; then result=SURVIVED; else result=caught; fi
        cp "$work/sound.dll" "$tested/$(basename "$own")"
      fi
      restore
    fi
    [ "$result" = BROKEN ] || printf '%s\t%s\t%s\n' "$key" "$result" "$name" >>"$work/results.tsv"
  fi
  printf '%-8s  %s\n' "$result" "$name"
  case $result in
    caught) caught=$((caught + 1)) ;;
    SURVIVED) survived+=("$name") ;;
    *) broken+=("$name") ;;
  esac
done < <(cd "$root/tests" && cat "${tables[@]}" | grep -F -- "$only")
printf '%s caught, %s survived, %s could not be planted\n' "$caught" "${#survived[@]}" "${#broken[@]}"
[ $((${#survived[@]} + ${#broken[@]})) -eq 0 ]
