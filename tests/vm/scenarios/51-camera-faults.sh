#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# A camera that stalls, delivers broken buffers, and fails: no crash, and live again within 3 s of the fault's end.
# limit: 600 s
configure "$vivid_camera"
listen
heard 120 '^edgedaemon/vm/porch/health ok$'
pid=$(property $vision MainPID)
# Inside, by the broker's clock: a fault, until the camera is offline; then its end, until it is live. Prints the seconds from then.
cat >"$vm_run/fault.sh" <<'GUEST'
set -u
until_state() { # WORD AFTER: prints when the camera's state became WORD, after AFTER
  for _ in $(seq 150); do
    grep -E ' edgedaemon/vm/porch/state ' /run/mqtt.log | grep "\"state\":\"$1\"" | awk -v b="$2" '$1 > b { print $1; found = 1; exit } END { exit !found }' && return 0
    sleep 0.2
  done
  return 1
}
begun=$(date +%s.%N)
v4l2-ctl -d0 -c "$1" || exit 77
offline=$(until_state offline "$begun") || { echo "never offline"; exit 1; }
over=$offline # a fault that is over at once
[ -z "$2" ] || { over=$(date +%s.%N); v4l2-ctl -d0 -c "$2"; }
live=$(until_state live "$over") || { echo "never live again"; exit 1; }
awk -v a="$over" -v b="$live" 'BEGIN { printf "%.1f\n", b - a }'
GUEST
into_machine "$vm_run/fault.sh" /var/tmp/fault.sh
told=
fault() { # NAME BEGIN [END]
  local took status=0
  took=$(in_machine -t 120 "bash /var/tmp/fault.sh $2 '${3-}'") || status=$?
  [ "$status" != 77 ] || { told="$told $1: not in this driver;"; return; }
  [ "$status" = 0 ] || fail "$1: $(tail -n 1 <<<"$took")"
  awk -v took="$took" 'BEGIN { exit !(took <= 3) }' || fail "$1: live again after $took s"
  told="$told $1: live again after $took s;"
}
fault stall percentage_of_dropped_buffers=100 percentage_of_dropped_buffers=0
fault 'fatal error' inject_fatal_streaming_error=1

# One broken buffer is left out, and nobody hears of it.
lines() { in_machine "grep -c ' edgedaemon/vm/porch/state .*\"state\":\"offline\"' /run/mqtt.log"; }
before=$(lines)
in_machine 'v4l2-ctl -d0 -c inject_v4l2_buf_flag_error=1'
await 30 "journalctl -b -u $vision --no-pager -o cat | grep -q 'marks frame .* as damaged'"
sleep 3
[ "$(lines)" = "$before" ] || fail "one broken buffer changed the camera's state"
[ "$(property $vision MainPID)" = "$pid" ] || fail "the process is another one"
detail "0 crashes;$told one broken buffer left out"
