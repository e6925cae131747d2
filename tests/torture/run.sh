#!/usr/bin/env bash
# Everything between the journal and a subscriber fails, again and again: is each label delivered, in order, and never under another id?
#
#   tests/torture/run.sh [--cuts N] [--kills N] [--seed S]
#
#   --cuts N   faults of the network between publisher and broker, half of them under TLS: cuts at any byte, stalls, delays, corruption; beside them the
#              broker is frozen, killed, and set up so that it takes nothing. Default 10000
#   --kills N  kill -9 of the publisher, the broker stopped beside it, and as many of the vision process. Default 0
#   --seed S   of the cuts; default 1. What a seed draws is the same again; when it strikes depends on the machine
#
# Prints a line of counts for each. Exit status 0: nothing was lost, changed, or out of order.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/machine.sh"

cuts=10000 kills=0 seed=1
while [ $# -gt 0 ]; do
  case $1 in
    --cuts) need_value "$@" && cuts=$2 ;;
    --kills) need_value "$@" && kills=$2 ;;
    --seed) need_value "$@" && seed=$2 ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift 2
done
"$root/deploy/setup.sh" --for test
require_dotnet

# suffer PROJECT CLASS
suffer() {
  dotnet build "$root/tests/$1" -c Release --nologo -v quiet -clp:NoSummary </dev/null || die "the build failed."
  "$root/tests/$1/bin/Release/net10.0/$1" -noLogo -noColor -noAutoReporters -showLiveOutput -class "$1.$2" </dev/null
}
[ "$cuts" = 0 ] || EDGEDAEMON_TORTURE_CUTS=$cuts EDGEDAEMON_TORTURE_SEED=$seed suffer EdgeDaemon.Publisher.Tests Torture.BrokerTortureTests
[ "$kills" = 0 ] || EDGEDAEMON_TORTURE_KILLS=$kills suffer EdgeDaemon.Tests EndToEnd.DurabilityTests
