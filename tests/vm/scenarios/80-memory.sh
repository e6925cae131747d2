#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# Resident memory of both services, idle and at 10 frames a second, and its slope.
# limit: 3600 s
minutes=${EDGEDAEMON_VM_SOAK_MINUTES:-30}
configure 'source: {type: v4l2, device: /dev/not-there}
health: {interval: 1s}'
await 120 "systemctl is-active --quiet $vision $publisher"
sleep 20
rss() { in_machine "for u in $vision $publisher; do awk '/VmRSS/ { print \$2 }' /proc/\$(systemctl show -P MainPID \$u)/status; done" | paste -sd' '; }
idle=$(rss)
configure "$vivid_camera"
await 120 "systemctl show -P StatusText $vision | grep -q '^Watching'"
# What is compiled, and taken again of what the start gave back, in the first quarter of an hour is no leak.
warm_up=$((minutes < 10 ? 60 : 900))
in_machine -t $((minutes * 60 + warm_up + 300)) "see=\$(systemctl show -P MainPID $vision) send=\$(systemctl show -P MainPID $publisher)
  sleep $warm_up
  SECONDS=0
  while [ \$SECONDS -lt $((minutes * 60)) ]; do
    echo \$SECONDS \$(awk '/VmRSS/ { print \$2 }' /proc/\$see/status) \$(awk '/VmRSS/ { print \$2 }' /proc/\$send/status); sleep 10
  done" >"$vm_run/rss"
# KiB a minute, by least squares.
slope() { awk -v c="$1" '{ n++; x = $1 / 60; y = $c; sx += x; sy += y; xx += x * x; xy += x * y } END { printf "%.1f", (n * xy - sx * sy) / (n * xx - sx * sx) }' "$vm_run/rss"; }
running=$(tail -n 1 "$vm_run/rss" | cut -d' ' -f2-)
see=$(slope 2) send=$(slope 3)
awk -v a="$see" -v b="$send" 'BEGIN { exit !(a < 20 && b < 20) }' || fail "grows by $see and $send KiB a minute"
# The means of the first and of the last third, beside the slope.
thirds() { awk -v c="$1" -v n="$(wc -l <"$vm_run/rss")" 'NR <= n / 3 { a += $c; i++ } NR > n * 2 / 3 { b += $c; j++ } END { printf "%d, %d", a / i, b / j }' "$vm_run/rss"; }
detail "idle $idle KiB, running $running KiB; over $minutes min: slope $see and $send KiB/min, first and last third $(thirds 2); $(thirds 3) KiB"
