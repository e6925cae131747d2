#!/usr/bin/env bash
# Runs the end-to-end tests against the native programs, as they are shipped.
#
#   tests/aot.sh [--smoke]
#
#   (nothing)  all of them: what trimming may have changed without a word shows here
#   --smoke    start, stop, reload, command line: what .ci/run has time for
#
# The last line and the exit status are those of tests/run.sh.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/machine.sh"
filters=(EndToEnd) build=(--aot)
while [ $# -gt 0 ]; do
  case $1 in
    --smoke) filters=(EndToEnd.ServiceTests EndToEnd.CommandLineTests) build+=(--no-console) ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift
done

# What trimming or compiling ahead finds doubtful in our own code fails the build; what packages bring is listed beside the project.
"$root/deploy/build.sh" "${build[@]}"
EDGEDAEMON_PROGRAMS=$root/artifacts/aot/$(host_rid)
export EDGEDAEMON_PROGRAMS
wanted=()
for filter in "${filters[@]}"; do wanted+=(--filter "$filter"); done
exec "$root/tests/run.sh" --project EdgeDaemon.Tests "${wanted[@]}"
