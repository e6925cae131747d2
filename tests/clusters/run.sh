#!/usr/bin/env bash
# Labels to a cluster of three brokers whose nodes are killed while they flow: is each event of the journal delivered?
#
#   tests/clusters/run.sh rabbitmq|nats [--kills N] [--seed N]
#
#   --kills N  nodes to kill (SIGKILL), one after the other, each after the one before is back; default 100
#   --seed N   which ones and when; default 1
#
# Installs RabbitMQ or NATS from Debian, and runs three nodes on loopback in a folder of its own, with the programs that
# deploy/build.sh builds. Takes about 15 s for each kill. Exit status 0: nothing was lost, nothing repeated under another id.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/machine.sh"

kind=${1:-}
case $kind in
  rabbitmq | nats) shift ;;
  -h | --help) usage && exit 0 ;;
  *) die "which cluster? expected rabbitmq or nats; see --help." ;;
esac
"$root/deploy/setup.sh" --for "$kind"
"$root/deploy/build.sh"
exec python3 "$root/tests/clusters/torture.py" "$kind" "$root" "$@"
