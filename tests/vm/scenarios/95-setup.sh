#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# From nothing to the first label: one command and three answers (the broker, the camera, and yes).
# limit: 1800 s
use_vivid
listen
in_machine -t 200 'DEBIAN_FRONTEND=noninteractive apt-get purge -y edgedaemon; rm -rf /etc/edgedaemon /var/tmp/fresh; mkdir /var/tmp/fresh'
into_machine "$root/deploy/install.sh" /var/tmp/fresh/
in_machine "cp /var/tmp/edgedaemon.deb /var/tmp/fresh/edgedaemon_0_amd64.deb"
began=$SECONDS
# There is nothing to choose among the models; what the options say is not asked.
told=$(in_machine -t $((1500 * vm_patience)) "cd /var/tmp/fresh
  printf '%s\n' 127.0.0.1 1 yes | bash install.sh --user - --home-assistant --title 'Front door' --start --wait $((900 * vm_patience)) 2>&1") ||
  fail "$(tail -n 1 <<<"$told")"
tail -n 1 <<<"$told" | grep -qE 'camera/state +live, ' || fail "no label at the end: $(tail -n 1 <<<"$told")"
grep -q '^+ .*title: "Front door"' <<<"$told" || fail "the change was not shown"
in_machine "edgedaemon check" || fail "what was written does not pass"
in_machine "grep -q '^# EdgeDaemon on this device' $config && test -e $config.last" || fail "comments or the last file are gone"
heard 60 '^homeassistant/device/edgedaemon_edgedaemon-vm/camera/config .*"via_device":"edgedaemon_edgedaemon-vm"'
detail "$((SECONDS - began)) s from the command to: $(tail -n 1 <<<"$told" | tr -s ' ' | cut -c1-60)"
