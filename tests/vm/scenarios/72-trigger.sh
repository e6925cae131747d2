#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# The model looks only while a motion sensor is active or a button pressed (simulated GPIO lines): by the kernel, and by libgpiod.
# limit: 1800 s
use_gpio
libraries=$(in_machine 'ldconfig -p' | grep -oE 'libgpiod\.so\.[0-9]+' | sort -u | paste -sd' ' || true)
told=
# How often a label has come: a classification has one at each moment that it looks.
labels() { in_machine "grep -cE ' edgedaemon/vm/porch/label/[a-z]+ 1$' /run/mqtt.log || true"; }
# Nothing is seen while the line is low, a label comes once it is high, and goes when it is low again.
try() { # KIND DRIVER NUMBER [NAME]
  configure "$plain_camera
trigger: {kind: $1, driver: $2, line: ${4:-$3}, hold: 1s}" '{host: 127.0.0.1}
gpio: {chip: /dev/gpiochip0}'
  await 120 "systemctl show -P StatusText $vision | grep -q '^Watching porch'"
  listen
  said=$(in_machine "sleep 10; journalctl -b -u $vision --no-pager -o cat | grep 'trigger of porch' | tail -n 1")
  [[ $said == *': off.' ]] || fail "$1 by $2: $said"
  [ "$(labels)" = 0 ] || fail "$1 by $2: a label came while the line was low"
  pull $3 up
  heard 30 '^edgedaemon/vm/porch/label/ok 1$' || fail "$1 by $2: no label came while the line was high"
  pull $3 down
  await 30 "grep ' edgedaemon/vm/porch/label/ok ' /run/mqtt.log | tail -n 1 | grep -q ' 0$'" || fail "$1 by $2: the label did not go with the line"
  seen=$(labels)
  in_machine 'sleep 10'
  [ "$(labels)" = "$seen" ] || fail "$1 by $2: a label came when the line was low again"
  if [ "$1" = button ]; then
    pull $3 up
    pull $3 down
    await 30 "test \$(grep -cE ' edgedaemon/vm/porch/label/ok 1$' /run/mqtt.log) -gt $seen" || fail "$1 by $2: a short press did not count"
  fi
  told="$told $1 by $2,"
}
plain_camera='source: {type: v4l2, device: /dev/video0, width: 320, height: 180, fps: 10}
model: camera-health
fps: 4
visible_frames: 1
motion: {enabled: false}'
try motion kernel 5 MOTION
try button kernel 6 BUTTON
if [ -n "$libraries" ]; then
  try motion iot 5
  try button iot 6
fi
configure "$vivid_camera"
drop_gpio
detail "closed, open, closed with the line:${told%,} (${libraries:-no libgpiod: not tried by it})"
