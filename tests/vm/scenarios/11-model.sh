#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# The detector runs on the camera too, and its counts arrive (slowly: its arithmetic is emulated).
# limit: 900 s
listen
configure 'source: {type: v4l2, device: /dev/video0, width: 320, height: 180, fps: 5}
model: person-vehicle-animal
fps: 0.5
health: {interval: 2s}'
heard 600 '^edgedaemon/vm/porch/label/person (0|[1-9][0-9]*)$'
heard 60 '^edgedaemon/vm/porch/label/person/occupied (ON|OFF)$'
detail "$(in_machine "grep -oE 'porch/label/(person|vehicle|animal) [0-9]+' /run/mqtt.log | sort -u | paste -sd,")"
