#!/usr/bin/env bash
# Feeds nearly sound inputs to everything that reads what others wrote: configuration, manifests, models, pictures, journal, commands, state files …
#
#   tests/fuzz/run.sh [--executions N] [--seed S] [--target NAME]
#
#   --executions N  inputs for each target; default 100000
#   --seed S        the seed of the first one; default 1. Seed S of a fault, with --executions 1, is that very input
#   --target NAME   only this one
#
# One line for each target; of a fault, what was thrown and its seed. Exit status 0: none.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/machine.sh"

executions=100000 seed=1 target=''
while [ $# -gt 0 ]; do
  case $1 in
    --executions) need_value "$@" && executions=$2 ;;
    --seed) need_value "$@" && seed=$2 ;;
    --target) need_value "$@" && target=$2 ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift 2
done
"$root/deploy/setup.sh" --for test
require_dotnet
project=$root/tests/EdgeDaemon.Tests
dotnet build "$project" -c Release --nologo -v quiet -clp:NoSummary </dev/null || die "the build failed."
# In memory, where there is such a place: a journal syncs each time it is opened.
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm
export EDGEDAEMON_FUZZ_EXECUTIONS=$executions EDGEDAEMON_FUZZ_SEED=$seed EDGEDAEMON_FUZZ_TARGET=$target
exec "$project/bin/Release/net10.0/EdgeDaemon.Tests" -noLogo -noColor -noAutoReporters -showLiveOutput -class EdgeDaemon.Tests.Fuzzing.FuzzTests
