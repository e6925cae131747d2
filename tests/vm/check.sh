# shellcheck shell=bash
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
