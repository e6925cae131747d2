#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# The broker's password comes as a credential; it is in no argument, environment, log or core dump.
secret=correct-horse-$RANDOM$RANDOM
# A broker beside the other one, which lets nobody in without the password.
in_machine "mkdir -p -m 700 /etc/credstore; (umask 077; echo $secret >/etc/credstore/edgedaemon.mqtt-password)
  touch /run/guarded.passwords; mosquitto_passwd -b /run/guarded.passwords porch $secret; chmod 644 /run/guarded.passwords
  printf 'listener 1884 127.0.0.1\nallow_anonymous false\npassword_file /run/guarded.passwords\n' >/run/guarded.conf
  systemd-run -q --collect --unit=guarded-broker -p User=mosquitto mosquitto -c /run/guarded.conf"
configure "$vivid_camera" '{host: 127.0.0.1, port: 1884, username: porch, password_file: "credential:mqtt-password"}'
await 120 "systemctl show -P StatusText $publisher | grep -q '^Connected'"
found=$(in_machine "pids=\$(systemctl show -P MainPID $vision $publisher)
  for pid in \$pids; do
    tr '\0' '\n' </proc/\$pid/cmdline | grep -c $secret && echo cmdline of \$pid
    tr '\0' '\n' </proc/\$pid/environ | grep -c $secret && echo environ of \$pid
  done
  journalctl -b --no-pager -o cat _SYSTEMD_UNIT=$publisher _SYSTEMD_UNIT=$vision | grep -q $secret && echo log
  grep -rlq $secret /var/lib/edgedaemon /var/lib/edgedaemon-publish /run/edgedaemon /run/edgedaemon-publish && echo state
  true" | grep -v '^0$' || true)
[ -z "$found" ] || fail "the secret is in: $found"
# A crash: systemd-coredump may note it, but no memory is kept.
# The second one waits until the program itself runs again: before that the signal would hit systemd's own helper.
for signal in ABRT SEGV; do
  pid=$(property $publisher MainPID)
  # Twice: a first SIGSEGV that comes from outside ends in the runtime's handler; a real one comes again at once.
  in_machine "systemctl kill -s $signal $publisher; sleep 1; systemctl kill -s $signal $publisher || true"
  await 120 "systemctl show -P MainPID $publisher | grep -vqE '^(0|$pid)$' && systemctl is-active --quiet $publisher"
done
cores=$(in_machine "find /var/lib/systemd/coredump -type f | wc -l; grep -rlq $secret /var/lib/systemd/coredump && echo secret || true")
[ "$cores" = 0 ] || fail "core dumps: $cores"
await 120 "systemctl is-active --quiet $publisher"
restricted=$(in_machine "stat -c %a /run/credentials/$publisher 2>/dev/null; runuser -u edgedaemon-vision -- cat /run/credentials/$publisher/mqtt-password 2>&1 | grep -c 'ermission denied'" | paste -sd' ')
in_machine 'systemctl stop guarded-broker; rm -f /run/guarded.* /etc/credstore/edgedaemon.mqtt-password'
configure "$vivid_camera"
detail "connected with it; 0 traces; 0 core files; credentials folder: $restricted"
