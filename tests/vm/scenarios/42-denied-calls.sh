#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# Ten minutes of work, restarts included: no system call is refused (audit records of type SECCOMP).
# limit: 1500 s
configure "$vivid_camera"
await 120 "systemctl is-active --quiet $vision $publisher"
from=$(in_machine 'date +%s')
minutes=${EDGEDAEMON_VM_MINUTES:-10}
in_machine "systemctl restart $vision $publisher"
in_machine -t $((minutes * 60 + 60)) "sleep $((minutes * 60))"
denied=$(in_machine "journalctl -b --since=@$from --no-pager -o cat | grep -E 'type=1326|SECCOMP' | grep -E 'edgedaemon' | grep -v 'syscall=435 ' || true")
[ -z "$denied" ] || fail "$(wc -l <<<"$denied") refused, such as: $(head -n 1 <<<"$denied")"
# 435 is clone3: RestrictNamespaces= answers it as a kernel without it would, so that threads are made by clone(2), whose flags a filter
# can read. glibc asks once per process.
# The log can see: a refused call of a probe in the same sandbox leaves a record.
in_machine 'systemd-run -q --wait -p SystemCallFilter=~@clock -p SystemCallErrorNumber=EPERM date -s @0' || true
await 30 "journalctl -b --since=@$from --no-pager -o cat | grep -qE 'type=1326|SECCOMP'"
detail "0 refused in $minutes min; restarts: $(property $vision NRestarts) and $(property $publisher NRestarts)"
