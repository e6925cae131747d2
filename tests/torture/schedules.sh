#!/usr/bin/env bash
# Random lives of a journal on a simulated disk, each with ten kills or power cuts: is what was committed there after each?
#
#   tests/torture/schedules.sh [--count N] [--seed S]
#
#   --count N  crashes; default 1000000. About 1,400 for each second of a processor
#   --seed S   the seed of the first life; default 1. A failure names its seed: that one with --count 10 is that very life
#
# Exit status 0: nothing that was committed was lost, in every one.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/machine.sh"

count=1000000 seed=1
while [ $# -gt 0 ]; do
  case $1 in
    --count) need_value "$@" && count=$2 ;;
    --seed) need_value "$@" && seed=$2 ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift 2
done
require_dotnet
project=$root/tests/EdgeDaemon.Journal.Tests
dotnet build "$project" -c Release --nologo -v quiet -clp:NoSummary </dev/null || die "the build failed."
export EDGEDAEMON_CRASH_SCHEDULES=$count EDGEDAEMON_CRASH_SEED=$seed
exec "$project/bin/Release/net10.0/EdgeDaemon.Journal.Tests" -noLogo -noColor -noAutoReporters -showLiveOutput \
  -method EdgeDaemon.Journal.Tests.CrashScheduleTests.Reopen_AfterRandomCrashes_LosesNothingCommitted
