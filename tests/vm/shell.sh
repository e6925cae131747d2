#!/usr/bin/env bash
# A shell, or one command line, on the machine that "tests/vm/run.sh --keep" left up.
#
#   tests/vm/shell.sh [LINE]
#   tests/vm/shell.sh --off   pulls the plug
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/machine.sh"
# shellcheck source=tests/vm/paths.sh
. "$(dirname "${BASH_SOURCE[0]}")/paths.sh"
# shellcheck source=tests/vm/machine.sh
. "$vm_here/machine.sh"
case ${1:-} in
  -h | --help) usage ;;
  --off) machine_off ;;
  '') ssh "${vm_ssh[@]}" -p "$vm_port" root@127.0.0.1 ;;
  *) in_machine -t 600 "$*" ;;
esac
