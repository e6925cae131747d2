#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# systemctl reload takes over live keys; with an error in the file the last good configuration stays.
configure "$vivid_camera"
await 120 "systemctl is-active --quiet $vision"
in_machine "sed -i 's/interval: 0.5s/interval: 0.7s/' $config; systemctl reload $vision"
await 60 "journalctl -b -u $vision --no-pager | grep -q 'Reload: .*health.interval.*700ms\|Reload: .*interval'"
in_machine "sed -i 's/interval: 0.7s/interval: never/' $config; systemctl reload $vision"
await 60 "journalctl -b -u $vision --no-pager | grep -q 'the last good configuration stays'"
[ "$(property $vision ActiveState)" = active ] || fail "state $(property $vision ActiveState)"
detail "one live change taken, one faulty file refused"
