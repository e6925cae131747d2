#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# With "driver: iot" frames arrive at the rate asked for, and the camera is unplugged and plugged in again: no crash, back within 3 s.
# limit: 900 s
rounds=$((${EDGEDAEMON_VM_UNPLUGS:-100} < 10 ? ${EDGEDAEMON_VM_UNPLUGS:-100} : 10))
configure "${vivid_camera/fps: 10/fps: 10, driver: iot}"
listen
heard 120 '^edgedaemon/vm/porch/health ok$'
in_machine "journalctl -b -u $vision --no-pager -o cat | grep -q \"camera '/dev/video0' .* by Iot.Device.Media\"" || fail "it is another driver"
measure_unplugs "$rounds"
in_machine "grep -qE 'edgedaemon/vm/porch/health offline' /run/mqtt.log" || fail "health never said offline"
said=$(in_machine -t $((120 * vm_patience)) "systemctl stop $vision; edgedaemon doctor --config $config" || true)
rate=$(sed -nE 's/.*camera porch.* ([0-9.]+) frames\/s,.*/\1/p' <<<"$said")
awk -v rate="$rate" 'BEGIN { exit !(rate > 9 && rate < 11) }' || fail "${rate:-no} frames/s, 10 asked for: $(grep 'camera porch' <<<"$said")"
configure "$vivid_camera"
detail "$rate frames/s, 10 asked for; unplugged $rounds times, 0 crashes; live again after $measured_unplugs"
