# shellcheck shell=bash disable=SC2016,SC2034,SC2154 # what run.sh sources; expanded inside the machine
# What scenarios are written with. Sourced, never run. A scenario ends with 0 (holds), 1 (does not) or 77 (cannot be tried here).
scenario_detail=${SCENARIO_DETAIL:?}
config=/etc/edgedaemon/edgedaemon.yaml
vision=edgedaemon-vision.service
publisher=edgedaemon-publish.service

# The few words that stand beside the scenario's name in the table.
detail() { echo "$*" >"$scenario_detail"; }

fail() {
  echo "FAILED: $*"
  detail "$*"
  exit 1
}

skip() {
  detail "$*"
  exit 77
}

# Polls inside the machine until a shell condition holds: await SECONDS CONDITION.
await() {
  in_machine -t $(($1 * vm_patience)) "until { $2; } >/dev/null 2>&1; do sleep 0.2; done"
}

# The property of a unit: property UNIT NAME.
property() { in_machine "systemctl show -P $2 $1"; }

# Writes the configuration: write_config CAMERA-YAML [MQTT-YAML]. The camera's keys are those below its name.
write_config() {
  {
    echo 'device: {id: vm}'
    echo 'journal: {hot_directory: /run/edgedaemon, cursor_hot_directory: /run/edgedaemon-publish, size_mib: 8}'
    echo "mqtt: ${2:-{host: 127.0.0.1\}}"
    echo 'cameras:'
    echo '  - name: porch'
    awk '{ print "    " $0 }' <<<"$1"
  } >"$vm_run/edgedaemon.yaml"
  into_machine "$vm_run/edgedaemon.yaml" $config
}

# Writes it and restarts; services that already run with it are left alone, because a start is slow here.
configure() {
  local before
  before=$(in_machine "cat $config" 2>/dev/null) || before=
  write_config "$@"
  if [ "$before" = "$(cat "$vm_run/edgedaemon.yaml")" ] && in_machine "systemctl is-active --quiet $vision $publisher"; then return; fi
  in_machine -t $((300 * vm_patience)) "edgedaemon check --config $config && systemctl restart edgedaemon.target"
}

# The camera that most scenarios use: small, and judged by the small model, because arithmetic is slow inside.
vivid_camera='source: {type: v4l2, device: /dev/video0, width: 320, height: 180, fps: 10}
health: {interval: 0.5s}'
use_vivid() { in_machine 'modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0; udevadm settle; test -e /dev/video0'; }

# Everything that arrives at the broker, with its time, in /run/mqtt.log.
listen() {
  in_machine 'systemctl stop mqtt-log 2>/dev/null; systemctl reset-failed mqtt-log 2>/dev/null; rm -f /run/mqtt.log
    systemd-run -q --collect --unit=mqtt-log --property=StandardOutput=file:/run/mqtt.log mosquitto_sub -q 1 -F "%U %t %p" -t "#"'
}

# Waits until a message arrives whose "topic payload" matches: heard SECONDS EXTENDED-REGEX.
heard() { await "$1" "cut -d' ' -f2- /run/mqtt.log | grep -qE '$2'"; }

# Simulated GPIO lines that the vision service may use: /dev/gpiochip0, with four lines that have names, and the package's example.
use_gpio() {
  in_machine 'set -e
    modprobe configfs; modprobe gpio-sim; cd /sys/kernel/config/gpio-sim
    if ! test -d pi; then
      mkdir -p pi/bank
      echo 32 >pi/bank/num_lines
      for line in 5:MOTION 6:BUTTON 17:PRIVACY 27:LIGHT; do mkdir "pi/bank/line${line%:*}"; echo "${line#*:}" >"pi/bank/line${line%:*}/name"; done
      echo 1 >pi/live
    fi
    getent group gpio >/dev/null || groupadd --system gpio
    udevadm settle; chgrp gpio /dev/gpiochip0; chmod 660 /dev/gpiochip0
    install -Dm644 /usr/share/doc/edgedaemon/examples/gpio.conf /etc/systemd/system/edgedaemon-vision.service.d/gpio.conf; systemctl daemon-reload'
  for line in 5 6 17; do pull $line down; done
}

# Takes the package's example away again.
drop_gpio() { in_machine 'rm -r /etc/systemd/system/edgedaemon-vision.service.d; systemctl daemon-reload'; }

# Moves what a simulated line is driven by: pull NUMBER up|down.
pull() {
  in_machine "cd /sys/kernel/config/gpio-sim; echo pull-$2 >/sys/devices/platform/\$(cat pi/dev_name)/\$(cat pi/bank/chip_name)/sim_gpio$1/pull"
}

# Moves the privacy switch ten times and back; measured_switch is "N ms (median), N ms (worst of 10)". Fails when the camera is closed
# later than after 200 ms, or is still open when the light says that it is not. The switch stays on.
measure_switch() {
  local told worst median
  into_machine "$vm_here/switch.sh" /var/tmp/switch.sh
  told=$(in_machine -t $((300 * vm_patience)) 'bash /var/tmp/switch.sh') || fail "$(tail -n 1 <<<"$told")"
  worst=$(cut -d' ' -f1 <<<"$told" | sort -n | tail -n 1)
  median=$(cut -d' ' -f1 <<<"$told" | sort -n | sed -n 5p)
  [ "$(wc -l <<<"$told")" = 10 ] || fail "not every round was measured: $told"
  [ "$worst" -le 200 ] || fail "the camera was closed after $worst ms at worst, $median ms at the median"
  measured_switch="$median ms (median), $worst ms (worst of 10)"
}

# Unplugs the camera and plugs it in again, and fails when a round fails or the camera comes back after more than 3 s: measure_unplugs ROUNDS.
# measured_unplugs is "N s (median), N s (worst)". Needs listen, and a camera whose last state was "live".
measure_unplugs() {
  local told pid worst median
  pid=$(property $vision MainPID)
  into_machine "$vm_here/unplug.sh" /var/tmp/unplug.sh
  told=$(in_machine -t $((300 + 15 * $1)) "bash /var/tmp/unplug.sh $1") || fail "$(tail -n 1 <<<"$told")"
  worst=$(sed -n 's/.*live after \([0-9.]*\) s$/\1/p' <<<"$told" | sort -n | tail -n 1)
  median=$(sed -n 's/.*live after \([0-9.]*\) s$/\1/p' <<<"$told" | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }')
  [ "$(grep -cE 'live after [0-9.]+ s$' <<<"$told")" = "$1" ] || fail "not every round was measured: $(tail -n 1 <<<"$told")"
  [ "$(property $vision MainPID)" = "$pid" ] || fail "the process is another one: it crashed"
  awk -v worst="$worst" 'BEGIN { exit !(worst <= 3) }' || fail "back after $worst s at worst (median $median s)"
  measured_unplugs="$median s (median), $worst s (worst)"
}
