#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# Purging the package leaves nothing behind: no file, no user, no unit.
# limit: 300 s
in_machine -t $((200 * vm_patience)) 'DEBIAN_FRONTEND=noninteractive apt-get purge -y edgedaemon'
left=$(in_machine "find / -xdev \( -path /proc -o -path /sys -o -path /var/log -o -path /root -o -path /var/tmp -o -path /var/lib/apt -o -path /var/cache \) -prune -o -iname '*edgedaemon*' ! -iname '*edgedaemon-vm*' -print; find /run -iname '*edgedaemon*' ! -iname '*edgedaemon-vm*' ! -path '*/units/*' 2>/dev/null; getent passwd | grep edgedaemon; getent group | grep edgedaemon; systemctl list-units --all --no-legend 'edgedaemon*'" | grep -v '^/etc/hostname' || true)
[ -z "$left" ] || fail "left behind: $(paste -sd' ' <<<"$left")"
detail "no file, user, group or unit"
