#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# The privacy switch (a simulated GPIO line) stops capture within 200 ms and is visible in the labels; the light follows the camera.
# limit: 1200 s
use_gpio
listen
# 30 frames a second, because vivid's driver ends a stream only when its next frame is due.
configure "${vivid_camera/fps: 10/fps: 30}
model: person-vehicle-animal
fps: 0.1" '{host: 127.0.0.1}
gpio: {chip: /dev/gpiochip0, privacy_switch: {line: PRIVACY}, activity_light: {line: LIGHT}}'
heard 400 '^edgedaemon/vm/porch/label/person (0|[1-9])'
measure_switch
heard 60 '^edgedaemon/vm/porch/state .*"state":"private"'
heard 60 '^edgedaemon/vm/porch/label/person unknown$'
await 60 "edgedaemon audit | grep -q 'state  private'"
pull 17 down
await 60 "systemctl show -P StatusText $vision | grep -q '^Watching porch'"
# The light cannot be switched off by the configuration without a trace.
configure "$vivid_camera"
await 60 "journalctl -b -u $vision --no-pager | grep -q 'activity light'"
await 60 "edgedaemon audit | grep -q 'from here on no light shows'"
drop_gpio
detail "closed after $measured_switch; labels unknown, journal says private; light follows"
