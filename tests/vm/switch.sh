#!/usr/bin/env bash
# Inside the machine: moves the privacy switch ten times, and leaves it on. A line per round says after how many milliseconds the activity light
# had followed it, off and on. When it goes off the camera must not be open any more.
set -u
cd /sys/kernel/config/gpio-sim || exit 1
sim=/sys/devices/platform/$(cat pi/dev_name)/$(cat pi/bank/chip_name)
light() { cat "$sim/sim_gpio27/value"; }
camera() { find "/proc/$(systemctl show -P MainPID edgedaemon-vision)/fd" -lname '/dev/video*' | wc -l; }
# Sets the switch and prints the milliseconds until the light is as expected. It sleeps between its looks: one that does not takes
# the processor away from the daemon that it measures.
switch() { # PULL EXPECTED-LIGHT
  python3 - "$sim" "$1" "$2" <<'PYTHON'
import os, sys, time
sim, pull, expected = sys.argv[1:]
light = os.open(sim + "/sim_gpio27/value", os.O_RDONLY)
switch = os.open(sim + "/sim_gpio17/pull", os.O_WRONLY)
begun = time.monotonic()
os.write(switch, pull.encode())
while os.pread(light, 1, 0).decode() != expected:
    if time.monotonic() - begun > 30:
        print(f"the light is not {expected} half a minute after the switch was set to {pull}")
        sys.exit(1)
    time.sleep(0.003)
print(round((time.monotonic() - begun) * 1000))
PYTHON
}
[ "$(light)" = 1 ] || { echo "the light is not lit while the camera is open"; exit 1; }
[ "$(camera)" = 1 ] || { echo "the light is lit, and the camera is not open once but $(camera) times"; exit 1; }
for _ in $(seq 10); do
  off=$(switch pull-up 0) || { echo "$off"; exit 1; }
  [ "$(camera)" = 0 ] || { echo "the light is off and the camera still open"; exit 1; }
  sleep 0.5
  on=$(switch pull-down 1) || { echo "$on"; exit 1; }
  sleep 1
  echo "$off $on"
done
switch pull-up 0 >/dev/null
