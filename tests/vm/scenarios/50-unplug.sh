#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# The camera is unplugged and plugged in again 100 times: no crash, back within 3 s, "offline" meanwhile.
# limit: 1800 s
rounds=${EDGEDAEMON_VM_UNPLUGS:-100}
configure "$vivid_camera"
listen
heard 120 '^edgedaemon/vm/porch/health ok$'
pid=$(property $vision MainPID)
# All of it inside, so that what is measured is the daemon and not the way in. Times by the broker's own clock.
cat >"$vm_run/unplug.sh" <<'GUEST'
set -u
state() { grep -E ' edgedaemon/vm/porch/state ' /run/mqtt.log | tail -n 1; }
until_state() { # WORD AFTER FROM: waits for a message after AFTER with the camera's state, prints the seconds from FROM to it
  for _ in $(seq 300); do
    line=$(state)
    case $line in
      *"\"state\":\"$1\""*) awk -v a="${line%% *}" -v b="$2" -v c="$3" 'BEGIN { if (a <= b) exit 1; printf "%.2f\n", (a > c ? a - c : 0) }' && return 0 ;;
    esac
    sleep 0.2 # the times are the broker's; asking more often would only slow the machine
  done
  return 1
}
for round in $(seq "$1"); do
  gone=$(date +%s.%N) # before: the daemon may have told before the driver is all gone
  echo vivid.0 >/sys/bus/platform/drivers/vivid/unbind
  noticed=$(until_state offline "$gone" "$gone") || { echo "round $round: never offline"; exit 1; }
  before=$(date +%s.%N)
  echo vivid.0 >/sys/bus/platform/drivers/vivid/bind
  back=$(date +%s.%N)
  took=$(until_state live "$before" "$back") || { echo "round $round: never live again"; exit 1; }
  echo "round $round: offline after $noticed s, live after $took s"
done
GUEST
into_machine "$vm_run/unplug.sh" /var/tmp/unplug.sh
told=$(in_machine -t 1700 "bash /var/tmp/unplug.sh $rounds") || fail "$(tail -n 1 <<<"$told")"
worst=$(sed -n 's/.*live after \([0-9.]*\) s$/\1/p' <<<"$told" | sort -n | tail -n 1)
median=$(sed -n 's/.*live after \([0-9.]*\) s$/\1/p' <<<"$told" | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }')
[ "$(grep -cE 'live after [0-9.]+ s$' <<<"$told")" = "$rounds" ] || fail "not every round was measured: $(tail -n 1 <<<"$told")"
[ "$(property $vision MainPID)" = "$pid" ] || fail "the process is another one: it crashed"
in_machine "grep -qE 'edgedaemon/vm/porch/health offline' /run/mqtt.log" || fail "health never said offline"
awk -v worst="$worst" 'BEGIN { exit !(worst <= 3) }' || fail "back after $worst s at worst (median $median s)"
detail "$rounds times, 0 crashes; live again after $median s (median), $worst s (worst)"
