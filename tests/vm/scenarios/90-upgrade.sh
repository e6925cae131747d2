#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# Installing the package again keeps configuration, journal and the administrator's "disable".
# limit: 600 s
configure "$vivid_camera"
await 120 "systemctl is-active --quiet $vision"
in_machine "echo '# mine' >>$config; sha256sum $config >/var/tmp/before; ls /var/lib/edgedaemon/journal >/var/tmp/segments; systemctl disable -q --now $publisher"
count() { in_machine "edgedaemon audit --quiet" | sed -n 's/ records.*//p'; }
records=$(count)
in_machine -t $((300 * vm_patience)) 'DEBIAN_FRONTEND=noninteractive apt-get install -y --reinstall /var/tmp/edgedaemon.deb'
in_machine 'sha256sum -c --quiet /var/tmp/before' || fail "the configuration was changed"
await 120 "systemctl is-active --quiet $vision"
[ "$(in_machine "systemctl is-enabled $publisher" || true)" = disabled ] || fail "an upgrade enabled what was disabled"
[ "$(count)" -ge "$records" ] || fail "the journal lost records: $records before, $(count) now"
in_machine "systemctl enable -q --now $publisher"
detail "configuration, $records records and the disabled unit as before"
