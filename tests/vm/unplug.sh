#!/usr/bin/env bash
# Inside the machine, so that what is measured is the daemon and not the way in: unplugs the virtual camera and plugs it in again. A line per
# round says after how many seconds the broker had heard of it, by its own clock.
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
