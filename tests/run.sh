#!/usr/bin/env bash
# Installs what is missing, builds once, runs every test that needs no virtual machine, and sums up.
#
#   tests/run.sh [--project NAME] [--filter TEXT]
#
#   --project NAME  only tests/NAME, as in --project EdgeDaemon.Vision.Tests; may be given again
#   --filter TEXT   only tests whose full name (namespace, class, method) contains TEXT; may be given again
#
# Results lie in artifacts/test-results/. The last line is "N passed, N failed, N skipped". Exit status: 0 when something
# passed and nothing failed. A test program that crashes, hangs or writes no result counts as one failure more.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/machine.sh"

projects=()
filter=()
while [ $# -gt 0 ]; do
  case $1 in
    --project) need_value "$@" && projects+=("$2") ;;
    --filter) need_value "$@" && filter+=(-method "*$2*") ;;
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
limit=${EDGEDAEMON_TEST_LIMIT:-900}

# The number in an attribute of the report's <assembly> element: count FILE NAME.
count() { grep -oE -m1 '<assembly [^>]*>' "$1" | grep -oE " $2=\"[0-9]+\"" | grep -oE '[0-9]+'; }

passed=0 failed=0 skipped=0 broken=()
for project in "${projects[@]}"; do
  report=$results/$project.xml
  program=$root/tests/$project/bin/Release/net10.0/$project
  status=0
  # The test projects are programs of their own; each writes its report only when it came to its end.
  say "$project"
  timeout --kill-after=10 "$limit" "$program" -noLogo -noColor -reporter quiet -noAutoReporters \
    "${filter[@]}" -xml "$report" </dev/null || status=$?
  if [ ! -s "$report" ]; then
    failed=$((failed + 1))
    broken+=("$project: no report, exit status $status$([ "$status" != 124 ] || echo " (over $limit s)")")
    continue
  fi
  now_failed=$(($(count "$report" failed) + $(count "$report" errors)))
  passed=$((passed + $(count "$report" passed)))
  failed=$((failed + now_failed))
  skipped=$((skipped + $(count "$report" skipped)))
  if [ "$status" != 0 ] && [ "$now_failed" = 0 ] && [ "$(count "$report" total)" != 0 ]; then
    failed=$((failed + 1))
    broken+=("$project: no test failed, but exit status $status")
  fi
done

echo
if [ ${#broken[@]} -gt 0 ]; then printf '%s\n' "${broken[@]}"; fi
if [ "$skipped" -gt 0 ]; then
  echo "skipped, and why:"
  cat "$results"/*.xml | grep -oE '<reason><!\[CDATA\[[^]]*' | sed 's/.*CDATA\[//' | sort | uniq -c | sort -rn
fi
[ "$passed" -gt 0 ] || echo "no test passed: that counts as a failure"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$passed" -gt 0 ] && [ "$failed" = 0 ]
