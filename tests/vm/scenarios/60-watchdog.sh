#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# A stage that hangs is caught within WatchdogSec + 2 s and the service is back; the hooks are in a build of their own.
# limit: 2400 s
faults=$(find "$root/artifacts/packages" -name 'edgedaemon_*+faults*_amd64.deb' | tail -n 1)
[ -n "$faults" ] || skip "no package with fault hooks: deploy/package.sh --fault-hooks makes it"
! in_machine 'grep -qa "hang-capture" /usr/lib/edgedaemon/edgedaemon' || fail "the release build holds fault hooks"
into_machine "$faults" /var/tmp/faults.deb
in_machine -t $((300 * vm_patience)) 'DEBIAN_FRONTEND=noninteractive apt-get install -y --allow-downgrades /var/tmp/faults.deb'
in_machine "mkdir -p /etc/systemd/system/$vision.d; printf '[Service]\nWatchdogSec=10\n' >/etc/systemd/system/$vision.d/watchdog.conf; systemctl daemon-reload"
configure "$vivid_camera
model: person-vehicle-animal
fps: 0.5"
told=
for stage in capture decide health presence record reload; do
  await 240 "systemctl is-active --quiet $vision && systemctl show -P StatusText $vision | grep -q '^Watching'"
  before=$(property $vision NRestarts)
  case $stage in
    reload) begin="systemctl kill -s HUP $vision" ;;
    record) begin='echo vivid.0 >/sys/bus/platform/drivers/vivid/unbind' ;;
    *) begin=true ;;
  esac
  begun=$(in_machine "touch /run/edgedaemon/hang-$stage; date +%s.%N; $begin")
  await 60 "test \$(systemctl show -P NRestarts $vision) -gt $before || systemctl show -P Result $vision | grep -q watchdog" ||
    fail "$stage: not caught"
  # By systemd's own clock, so that what is measured is not the way in.
  took=$(in_machine "journalctl -b -u $vision --no-pager -o short-unix --since=@${begun%.*} | awk -v a=$begun '/Watchdog timeout/ && \$1 > a { printf \"%.1f\", \$1 - a; exit }'")
  [ -n "$took" ] || fail "$stage: it ended, and not by the watchdog"
  in_machine "rm -f /run/edgedaemon/hang-$stage; test -e /dev/video0 || echo vivid.0 >/sys/bus/platform/drivers/vivid/bind"
  told="$told $stage $took s,"
done
await 240 "systemctl is-active --quiet $vision && systemctl show -P StatusText $vision | grep -q '^Watching'"
caught=$(in_machine "journalctl -b -u $vision --no-pager -o cat | grep -c 'Watchdog timeout'")
in_machine "rm -r /etc/systemd/system/$vision.d; systemctl daemon-reload"
in_machine -t $((300 * vm_patience)) 'DEBIAN_FRONTEND=noninteractive apt-get install -y --allow-downgrades /var/tmp/edgedaemon.deb'
worst=$(grep -oE '[0-9.]+ s' <<<"$told" | sort -n | tail -n 1)
awk -v worst="${worst% s}" 'BEGIN { exit !(worst <= 12) }' || fail "WatchdogSec=10; caught after$told"
detail "WatchdogSec=10; caught after${told%,}; $caught watchdog timeouts in the log"
