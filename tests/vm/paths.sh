# shellcheck shell=bash disable=SC2034
# Where the machine's files lie. Sourced by the scripts here.
vm_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
vm_dir=${EDGEDAEMON_VM_DIR:-${TMPDIR:-/tmp}/edgedaemon-vm}
vm_image=$vm_dir/image
