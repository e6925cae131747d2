#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# The package is installed; the camera's labels arrive at the broker inside the machine.
# limit: 900 s
use_vivid
listen
# The administrator's file is there before the package: dpkg keeps it, and the services start with it.
in_machine 'mkdir -p /etc/edgedaemon'
write_config "$vivid_camera"
in_machine -t $((600 * vm_patience)) 'DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends /var/tmp/edgedaemon.deb'
in_machine 'systemctl is-enabled edgedaemon.target edgedaemon-vision.service edgedaemon-publish.service'
await 300 "systemctl is-active --quiet $vision $publisher"
heard 300 '^edgedaemon/vm/availability online$'
heard 300 '^edgedaemon/vm/porch/health (ok|dark|overexposed|blurred)$'
health=$(in_machine "grep -oE 'porch/health [a-z]+' /run/mqtt.log | tail -n 1")
started=$(in_machine "systemd-analyze --no-pager blame 2>/dev/null | grep -E 'edgedaemon-(vision|publish)' | tr -s ' ' | paste -sd,")
detail "$health; started in$started"
