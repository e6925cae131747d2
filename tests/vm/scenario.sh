#!/usr/bin/env bash
# Runs one scenario on the machine that is up; run.sh calls it, within a time limit.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/machine.sh"
# shellcheck source=tests/vm/paths.sh
. "$(dirname "${BASH_SOURCE[0]}")/paths.sh"
# shellcheck source=tests/vm/machine.sh
. "$vm_here/machine.sh"
# shellcheck source=tests/vm/check.sh
. "$vm_here/check.sh"
set -x
# shellcheck source=/dev/null
. "$1"
