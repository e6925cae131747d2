#!/usr/bin/env bash
# Installs what is missing, builds once, runs every test that needs no virtual machine, and sums up.
#
#   tests/run.sh [--project NAME] [--filter TEXT] [--without TEXT] [--coverage]
#
#   --project NAME  only tests/NAME, as in --project EdgeDaemon.Vision.Tests; may be given again
#   --filter TEXT   only tests whose full name (namespace, class, method) contains TEXT; may be given again
#   --without TEXT  not those whose full name contains TEXT; may be given again
#   --coverage      then run them all once more, and say how many lines of each project they reach
#
# Results lie in artifacts/test-results/. The last line is "N passed, N failed, N skipped". Exit status: 0 when something
# passed and nothing failed. A test program that crashes, hangs or writes no result counts as one failure more.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/machine.sh"

projects=()
filter=()
coverage=
while [ $# -gt 0 ]; do
  case $1 in
    --project) need_value "$@" && projects+=("$2") ;;
    --coverage) coverage=yes && shift && continue ;;
    --filter) need_value "$@" && filter+=(-method "*$2*") ;;
    --without) need_value "$@" && filter+=(-method- "*$2*") ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift 2
done
if [ ${#projects[@]} -eq 0 ]; then
  for file in "$root"/tests/*.Tests/*.csproj; do projects+=("$(basename "$file" .csproj)"); done
fi
for project in "${projects[@]}"; do
  [ -f "$root/tests/$project/$project.csproj" ] || die "there is no test project '$project' in tests/."
done

"$root/deploy/setup.sh" --for test
require_dotnet
say "building"
if [ ${#projects[@]} -eq 1 ]; then target=$root/tests/${projects[0]}; else target=$root/EdgeDaemon.sln; fi
dotnet build "$target" -c Release --nologo -v quiet -clp:NoSummary </dev/null || die "the build failed."

results=$root/artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
# Longest time of one project in seconds; a hung test then ends as a failure and not never.
limit=${EDGEDAEMON_TEST_LIMIT:-1500}

# The number in an attribute of the report's <assembly> element: count FILE NAME.
count() { grep -oE -m1 '<assembly [^>]*>' "$1" | grep -oE " $2=\"[0-9]+\"" | grep -oE '[0-9]+'; }

# Ends what a test program has started, brokers and daemons too, once it or this script is gone, whatever ended it; timeout(1) has put them into
# one process group. In a session of its own, so that it outlives a signal to all of this script's.
leave_nothing_of() {
  # shellcheck disable=SC2016 # meant for the inner shell
  setsid bash -c 'while kill -0 "$1" && kill -0 "$2"; do sleep 0.5; done; kill -KILL -- "-$2"' bash $$ "$1" >/dev/null 2>&1 </dev/null &
}

passed=0 failed=0 skipped=0 broken=()
# begin PROJECT: starts its tests, which are a program of their own; $tester is its process.
begin() {
  say "$1"
  timeout --kill-after=10 "$limit" "$root/tests/$1/bin/Release/net10.0/$1" -noLogo -noColor -reporter quiet -noAutoReporters \
    "${filter[@]}" -xml "$results/$1.xml" </dev/null &
  tester=$!
  leave_nothing_of "$tester"
}
# finish PROJECT PROCESS: waits for its end, and counts. Each writes its report only when it came to its end.
finish() {
  local report=$results/$1.xml status=0 now_failed
  wait "$2" || status=$?
  if [ ! -s "$report" ]; then
    failed=$((failed + 1))
    broken+=("$1: no report, exit status $status$([ "$status" != 124 ] || echo " (over $limit s)")")
    return
  fi
  now_failed=$(($(count "$report" failed) + $(count "$report" errors)))
  passed=$((passed + $(count "$report" passed)))
  failed=$((failed + now_failed))
  skipped=$((skipped + $(count "$report" skipped)))
  if [ "$status" != 0 ] && [ "$now_failed" = 0 ] && [ "$(count "$report" total)" != 0 ]; then
    failed=$((failed + 1))
    broken+=("$1: no test failed, but exit status $status")
  fi
}

# The longest one, which mostly waits for the programs that it starts, runs beside all others.
longest=EdgeDaemon.Tests beside=
for project in "${projects[@]}"; do
  if [ "$project" = "$longest" ] && [ ${#projects[@]} -gt 1 ]; then
    begin "$project" >"$results/$project.log" 2>&1
    beside=$tester
  fi
done
for project in "${projects[@]}"; do
  [ -z "$beside" ] || [ "$project" != "$longest" ] || continue
  begin "$project"
  finish "$project" "$tester"
done
if [ -n "$beside" ]; then
  finish "$longest" "$beside"
  cat "$results/$longest.log"
fi

# Lines that at least one test reaches, of those that there are; of each project, and of all.
if [ -n "$coverage" ]; then
  say "measuring coverage"
  for project in "${projects[@]}"; do
    dotnet test "$root/tests/$project" -c Release --no-build --nologo -v quiet --collect "XPlat Code Coverage" \
      --results-directory "$results/coverage/$project" </dev/null >"$results/coverage-$project.log" 2>&1 ||
      say "$project: not all passed while it was measured; see $results/coverage-$project.log"
  done
  echo
  echo "lines reached:"
  find "$results/coverage" -name coverage.cobertura.xml -exec cat {} + | awk '
    match($0, /<package name="[^"]*"/) { package = substr($0, RSTART + 15, RLENGTH - 16) }
    match($0, /filename="[^"]*"/) { file = substr($0, RSTART + 10, RLENGTH - 11) }
    match($0, /<line number="[0-9]+" hits="[0-9]+"/) {
      split(substr($0, RSTART, RLENGTH), part, "\"")
      line = package SUBSEP file SUBSEP part[2]
      if (!(line in reached)) { reached[line] = 0; lines[package]++ }
      if (part[4] > 0 && !reached[line]) { reached[line] = 1; hit[package]++ }
    }
    END {
      for (package in lines) { printf "  %-26s %5.1f %%  of %6d\n", package, 100 * hit[package] / lines[package], lines[package] | "sort"; all += lines[package]; got += hit[package] }
      close("sort")
      if (all > 0) printf "  %-26s %5.1f %%  of %6d\n", "all", 100 * got / all, all
    }'
fi

echo
if [ ${#broken[@]} -gt 0 ]; then printf '%s\n' "${broken[@]}"; fi
if [ "$skipped" -gt 0 ]; then
  echo "skipped, and why:"
  cat "$results"/*.xml | grep -oE '<reason><!\[CDATA\[[^]]*' | sed 's/.*CDATA\[//' | sort | uniq -c | sort -rn
fi
[ "$passed" -gt 0 ] || echo "no test passed: that counts as a failure"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$passed" -gt 0 ] && [ "$failed" = 0 ]
