#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# A wrong configuration: exit status 78, no restarts, and systemctl status shows the reason.
configure "$vivid_camera"
await 120 "systemctl is-active --quiet $vision $publisher"
in_machine "sed -i 's/health:/helth:/' $config; systemctl restart edgedaemon.target" || true
await 60 "test \$(systemctl show -P ExecMainStatus $vision) = 78 && systemctl is-failed --quiet $vision"
await 60 "systemctl is-failed --quiet $publisher"
sleep 6 # three times RestartSec: a loop would have begun
[ "$(property $vision NRestarts)" = 0 ] || fail "it was restarted $(property $vision NRestarts) times"
[ "$(property $vision ActiveState)" = failed ] || fail "state $(property $vision ActiveState)"
status=$(in_machine "systemctl status --no-pager $vision" || true)
grep -q "unknown key 'helth'" <<<"$status" || fail "systemctl status does not show the reason"
grep -qE 'edgedaemon.yaml:[0-9]+' <<<"$status" || fail "systemctl status does not show the line"
configure "$vivid_camera"
await 120 "systemctl is-active --quiet $vision $publisher"
detail "status 78, 0 restarts, \"$(grep -oE "edgedaemon.yaml:[0-9]+: [^.]*" <<<"$status" | head -n 1)\""
