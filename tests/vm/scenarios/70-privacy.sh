#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# The privacy switch (a simulated GPIO line) stops capture within 200 ms and is visible in the labels; the light follows the camera.
# limit: 1200 s
in_machine 'modprobe configfs; modprobe gpio-sim; cd /sys/kernel/config/gpio-sim
  test -d pi || { mkdir -p pi/bank/line17 pi/bank/line27; echo 32 >pi/bank/num_lines; echo PRIVACY >pi/bank/line17/name; echo LIGHT >pi/bank/line27/name; echo 1 >pi/live; }
  getent group gpio >/dev/null || groupadd --system gpio
  udevadm settle; chgrp gpio /dev/gpiochip0; chmod 660 /dev/gpiochip0
  install -Dm644 /usr/share/doc/edgedaemon/examples/gpio.conf /etc/systemd/system/edgedaemon-vision.service.d/gpio.conf; systemctl daemon-reload
  echo pull-down >/sys/devices/platform/$(cat pi/dev_name)/$(cat pi/bank/chip_name)/sim_gpio17/pull'
listen
# 30 frames a second, because vivid's driver ends a stream only when its next frame is due.
configure "${vivid_camera/fps: 10/fps: 30}
model: person-vehicle-animal
fps: 0.1" '{host: 127.0.0.1}
gpio: {chip: /dev/gpiochip0, privacy_switch: {line: PRIVACY}, activity_light: {line: LIGHT}}'
heard 400 '^edgedaemon/vm/porch/label/person (0|[1-9])'
cat >"$vm_run/privacy.sh" <<'GUEST'
set -u
cd /sys/kernel/config/gpio-sim
sim=/sys/devices/platform/$(cat pi/dev_name)/$(cat pi/bank/chip_name)
light() { cat "$sim/sim_gpio27/value"; }
camera() { ls -l /proc/"$(systemctl show -P MainPID edgedaemon-vision)"/fd 2>/dev/null | grep -c /dev/video; }
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
while os.pread(light, 1, 0).decode() != expected and time.monotonic() - begun < 30:
    time.sleep(0.003)
print(round((time.monotonic() - begun) * 1000))
PYTHON
}
[ "$(light)" = 1 ] || { echo "the light is not lit while the camera is open"; exit 1; }
for round in $(seq 10); do
  off=$(switch pull-up 0)
  [ "$(camera)" = 0 ] || { echo "the light is off and the camera still open"; exit 1; }
  sleep 0.5
  on=$(switch pull-down 1)
  sleep 1
  echo "$off $on"
done
switch pull-up 0 >/dev/null
GUEST
into_machine "$vm_run/privacy.sh" /var/tmp/privacy.sh
told=$(in_machine -t $((300 * vm_patience)) 'bash /var/tmp/privacy.sh') || fail "$(tail -n 1 <<<"$told")"
heard 60 '^edgedaemon/vm/porch/state .*"state":"private"'
heard 60 '^edgedaemon/vm/porch/label/person unknown$'
await 60 "edgedaemon audit | grep -q 'state  private'"
in_machine 'cd /sys/kernel/config/gpio-sim; echo pull-down >/sys/devices/platform/$(cat pi/dev_name)/$(cat pi/bank/chip_name)/sim_gpio17/pull'
await 60 "systemctl show -P StatusText $vision | grep -q '^Watching porch'"
worst=$(cut -d' ' -f1 <<<"$told" | sort -n | tail -n 1)
median=$(cut -d' ' -f1 <<<"$told" | sort -n | sed -n 5p)
# The light cannot be switched off by the configuration without a trace.
configure "$vivid_camera"
await 60 "journalctl -b -u $vision --no-pager | grep -q 'activity light'"
await 60 "edgedaemon audit | grep -q 'from here on no light shows'"
in_machine 'rm -r /etc/systemd/system/edgedaemon-vision.service.d; systemctl daemon-reload'
[ "$worst" -le 200 ] || fail "the camera was closed after $worst ms at worst, $median ms at the median"
detail "closed after $median ms (median), $worst ms (worst of 10); labels unknown, journal says private; light follows"
