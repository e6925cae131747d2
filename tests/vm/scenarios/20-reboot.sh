#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# After a reboot, with no hands, the labels arrive again, under a new boot epoch.
# limit: 1500 s
configure "$vivid_camera"
# The camera is there from the boot on, and so is a subscriber.
in_machine 'echo vivid >/etc/modules-load.d/vivid.conf
  echo "options vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0" >/etc/modprobe.d/vivid.conf
  printf "[Service]\nExecStart=/usr/bin/mosquitto_sub -q 1 -F \"%%%%U %%%%t %%%%p\" -t \"#\"\nStandardOutput=file:/run/mqtt.log\nRestart=on-failure\n[Install]\nWantedBy=multi-user.target\n" >/etc/systemd/system/subscriber.service
  systemctl daemon-reload; systemctl enable -q subscriber.service'
before=$(in_machine 'edgedaemon audit --quiet' | tail -n 2)
machine_reboot
await 300 "systemctl is-active --quiet $vision $publisher"
heard 300 '^edgedaemon/vm/porch/health (ok|dark|overexposed|blurred)$'
in_machine 'edgedaemon audit --quiet' | tail -n 1 | grep -q 'is intact'
in_machine 'systemctl disable -q --now subscriber.service; rm /etc/systemd/system/subscriber.service; systemctl daemon-reload'
detail "before: ${before%%.*}; after: $(in_machine 'edgedaemon audit --quiet' | head -n 1 | cut -d. -f1)"
