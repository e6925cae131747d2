#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# The privacy switch closes a camera with "driver: iot" within the same 200 ms.
# limit: 900 s
use_gpio
listen
# 30 frames a second, as for the own driver.
configure "${vivid_camera/fps: 10/fps: 30, driver: iot}" '{host: 127.0.0.1}
gpio: {chip: /dev/gpiochip0, privacy_switch: {line: PRIVACY}, activity_light: {line: LIGHT}}'
heard 120 '^edgedaemon/vm/porch/health ok$'
in_machine "journalctl -b -u $vision --no-pager -o cat | grep -q \"camera '/dev/video0' .* by Iot.Device.Media\"" || fail "it is another driver"
measure_switch
heard 60 '^edgedaemon/vm/porch/state .*"state":"private"'
pull 17 down
await 60 "systemctl show -P StatusText $vision | grep -q '^Watching porch'"
configure "$vivid_camera"
drop_gpio
detail "closed after $measured_switch"
