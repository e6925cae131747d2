#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# systemd-analyze security: vision at most 0.8, publisher at most 1.3, while both really work.
configure "$vivid_camera"
await 120 "systemctl is-active --quiet $vision $publisher"
score() { in_machine "systemd-analyze security --no-pager $1" | sed -n 's/.*Overall exposure level for [^:]*: \([0-9.]*\).*/\1/p'; }
see=$(score $vision) send=$(score $publisher)
detail "vision $see, publisher $send"
awk -v see="$see" -v send="$send" 'BEGIN { exit !(see != "" && send != "" && see <= 0.8 && send <= 1.3) }' || fail "vision $see, publisher $send"
