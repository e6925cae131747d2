#!/usr/bin/env bash
# Shows the whole way of a label on this machine: frames, model, journal, broker, and a subscriber of its own that prints
# what arrives. Installs and builds what is missing, starts a broker on a free loopback port, and removes everything after.
#
#   deploy/demo.sh [--frames DIR] [--seconds N] [--stay]
#
#   (nothing)      a drawn scene: somebody walks through, then the camera goes dark, is covered and blurs; ends when the labels
#                  told all of it
#   --frames DIR   your own .jpg and .png pictures instead, twice a second, through the person-vehicle-animal model
#   --seconds N    most time to wait for the scene's labels (default 120), or how long to show pictures (default 30)
#   --stay         go on until Ctrl-C
#
# Exit status: 0 when the labels arrived; 1 when something failed or they did not; 130 after Ctrl-C.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"

frames=
seconds=
stay=
while [ $# -gt 0 ]; do
  case $1 in
    --frames) need_value "$@" && frames=$2 && shift ;;
    --seconds) need_value "$@" && seconds=$2 && shift ;;
    --stay) stay=yes ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift
done
if [ -n "$frames" ]; then
  [ -d "$frames" ] || die "--frames '$frames' is not a folder."
  frames=$(cd "$frames" && pwd)
fi
seconds=${seconds:-$([ -n "$frames" ] && echo 30 || echo 120)}
[[ $seconds =~ ^[1-9][0-9]{0,5}$ ]] || die "--seconds '$seconds' is not a number of seconds; expected 1 to 999999."

"$root/deploy/setup.sh" --for test
"$root/deploy/build.sh"

# --- what runs, and how it ends -------------------------------------------------------------------------------------

# Each process leads a group of its own: Ctrl-C then reaches only this script, which ends them in order, the broker last.
broker=
subscriber=
daemon=
work=$(mktemp -d "${TMPDIR:-/tmp}/edgedaemon-demo.XXXXXX")

# Is a process, or anything in its group, there? (Just after its start it does not lead a group yet.)
alive() { kill -0 "$1" 2>/dev/null || kill -0 -- "-$1" 2>/dev/null; }

# Asks the leader of a group to end, and after ten seconds ends what is left of the group.
stop() {
  [ -n "$1" ] || return 0
  kill -TERM "$1" 2>/dev/null || true
  for _ in {1..100}; do
    alive "$1" || return 0
    sleep 0.1
  done
  say "process group $1 did not end in time; killing it"
  kill -KILL -- "-$1" 2>/dev/null || true
}

clean_up() {
  trap '' INT TERM
  stop "$daemon"
  stop "$subscriber"
  stop "$broker"
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Ends the demo with the reason and the last words of the process that is to blame.
fail() {
  say "error: $1"
  [ ! -s "${2:-}" ] || tail -n 20 "$2" | sed 's/^/    /' >&2
  exit 1
}

accepts() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start_broker() {
  local attempt
  for attempt in {1..10}; do
    port=$((20000 + RANDOM % 40000))
    ! accepts "$port" || continue
    printf '%s\n' "listener $port 127.0.0.1" 'allow_anonymous true' 'persistence false' 'log_dest stderr' \
      'log_type error' 'log_type warning' 'log_type subscribe' >"$work/mosquitto.conf"
    setsid mosquitto -c "$work/mosquitto.conf" >"$work/mosquitto.log" 2>&1 </dev/null &
    broker=$!
    for _ in {1..50}; do
      sleep 0.1
      alive "$broker" || continue 2 # someone else took the port meanwhile
      ! accepts "$port" || return 0
    done
    stop "$broker"
  done
  fail "the broker did not start in $attempt attempts." "$work/mosquitto.log"
}

# --- configuration --------------------------------------------------------------------------------------------------

quoted() { printf "'%s'" "${1//\'/\'\'}"; }

scene_camera() {
  cat <<'YAML'
  - name: scene
    source:
      type: scene
      seed: 2
      width: 640
      height: 480
      fps: 10
      script:
        - {condition: ok, frames: 140}
        - {condition: dark, frames: 40}
        - {condition: ok, frames: 40}
        - {condition: covered, frames: 40}
        - {condition: ok, frames: 40}
        - {condition: blurred, frames: 40}
    model: person-vehicle-animal
    health: {model: camera-health, interval: 0.5s}
YAML
}

# Pictures of a folder have nothing to do with one another, so one look decides.
pictures_camera() {
  cat <<YAML
  - name: pictures
    source:
      type: replay
      path: $(quoted "$frames")
      fps: 2
    model: person-vehicle-animal
    visible_frames: 1
    hidden_frames: 1
YAML
}

write_config() {
  cat <<YAML
device: {id: demo}
models: {directory: $(quoted "$root/artifacts/edgedaemon/models")}
journal:
  directory: $(quoted "$work/journal")
  cursor_directory: $(quoted "$work/cursor")
  size_mib: 4
mqtt:
  host: 127.0.0.1
  port: $port
cameras:
YAML
  if [ -n "$frames" ]; then pictures_camera; else scene_camera; fi
}

# --- showing --------------------------------------------------------------------------------------------------------

topics='edgedaemon/demo/#'
messages=0
labels_seen=0
person_came=
person_left=
health_seen=()
state_seen=

field() { # JSON, key: a text or a number
  [[ $1 =~ \"$2\":\"?([^\",}]*) ]] && printf '%s' "${BASH_REMATCH[1]}"
}

# One line for what a person wants to know; counts and states repeat it for programs and are only counted.
show() { # time, topic, payload
  local what=${2#edgedaemon/demo/}
  messages=$((messages + 1))
  case $what in
    availability) printf '%s  device    %s\n' "$1" "$3" ;;
    */health)
      printf '%s  %-8s  health %s\n' "$1" "${what%/*}" "$3"
      health_seen+=("$3")
      ;;
    */events)
      labels_seen=$((labels_seen + 1))
      case $(field "$3" type),$(field "$3" label) in
        start,person) person_came=yes ;;
        end,person) person_left=$person_came ;;
      esac
      printf '%s  %-8s  %-6s %s (score %s)\n' "$1" "${what%/*}" "$(field "$3" type)" "$(field "$3" label)" "$(field "$3" score)"
      ;;
    */state) state_seen=yes ;;
  esac
}

# Did a person come and go, and do the health labels tell the script, in its order? Labels between its steps (a camera that is
# being covered may look blurred for a moment) are shown but do not count.
expected=(ok dark ok covered ok blurred ok)
told() {
  [ -n "$person_left" ] || return 1
  local step=0 label
  for label in "${health_seen[@]}"; do
    [ "$label" != "${expected[step]}" ] || step=$((step + 1))
    [ "$step" -lt ${#expected[@]} ] || return 0
  done
  return 1
}

finished() {
  if [ -n "$stay" ]; then return 1; fi
  if [ -n "$frames" ]; then [ "$SECONDS" -ge "$deadline" ]; else told; fi
}

summarise() {
  local joined
  printf '\n%d messages, %d of them label events\n' "$messages" "$labels_seen"
  if [ -n "$frames" ]; then
    [ -n "$state_seen" ] || fail "no state of the camera arrived within $seconds s." "$work/daemon.log"
    [ "$labels_seen" -gt 0 ] || echo "the model saw no person, vehicle or animal in these pictures"
    return
  fi
  joined=$(printf ' → %s' "${health_seen[@]}")
  printf 'health: %s\n' "${joined# → }"
  [ -n "$person_left" ] || fail "no person came and left within $seconds s." "$work/daemon.log"
  told || fail "the health labels did not tell the script ($(IFS=' ' && echo "${expected[*]}")) within $seconds s." "$work/daemon.log"
  echo "a person came and left"
}

start_broker
write_config >"$work/edgedaemon.yaml"

start_subscriber() {
  exec 3< <(exec setsid mosquitto_sub -h 127.0.0.1 -p "$port" -t "$topics" -F '@H:@M:@S %t %p' 2>"$work/subscriber.log")
  subscriber=$!
  # It is there before the daemon, so that it sees the first "online".
  for _ in {1..100}; do
    ! grep -qF "$topics" "$work/mosquitto.log" || return 0
    sleep 0.1
  done
  fail "mosquitto_sub did not subscribe." "$work/subscriber.log"
}
start_subscriber
setsid "$root/artifacts/edgedaemon/edgedaemon" run --config "$work/edgedaemon.yaml" >"$work/daemon.log" 2>&1 </dev/null &
daemon=$!
say "broker, daemon and subscriber are up; the same from another terminal:"
say "  mosquitto_sub -h 127.0.0.1 -p $port -t '$topics' -v"
echo

deadline=$((SECONDS + seconds))
until finished; do
  alive "$daemon" || fail "the daemon ended on its own; its last words:" "$work/daemon.log"
  alive "$subscriber" || fail "the subscriber ended on its own; its last words:" "$work/subscriber.log"
  # A message that is cut off by the time-out is kept and completed by the next read.
  if IFS= read -r -t 1 -u 3 part; then
    IFS=' ' read -r time topic payload <<<"${line:-}$part"
    line=
    show "$time" "$topic" "$payload"
  else
    line=${line:-}$part
  fi
  [ -n "$stay" ] || [ "$SECONDS" -lt "$deadline" ] || break
done
summarise
say "done; nothing is left running"
