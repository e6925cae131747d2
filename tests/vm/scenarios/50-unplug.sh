#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# The camera is unplugged and plugged in again 100 times: no crash, back within 3 s, "offline" meanwhile.
# limit: 1800 s
rounds=${EDGEDAEMON_VM_UNPLUGS:-100}
configure "$vivid_camera"
listen
heard 120 '^edgedaemon/vm/porch/health ok$'
measure_unplugs "$rounds"
in_machine "grep -qE 'edgedaemon/vm/porch/health offline' /run/mqtt.log" || fail "health never said offline"
detail "$rounds times, 0 crashes; live again after $measured_unplugs"
