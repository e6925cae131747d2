#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# A camera that stalls, reports broken buffers, and fails: no crash, and back within 3 s of the fault's end.
# limit: 600 s
configure "$vivid_camera"
listen
heard 120 '^edgedaemon/vm/porch/health ok$'
pid=$(property $vision MainPID)
told=
live() { # waits for "live" in a state message that came after $1
  await 60 "tail -n +$1 /run/mqtt.log | grep -E ' edgedaemon/vm/porch/state ' | tail -n 1 | grep -q '\"state\":\"live\"'"
}
lines() { in_machine 'wc -l </run/mqtt.log'; }
for fault in percentage_of_dropped_buffers=100 inject_v4l2_buf_flag_error=1 inject_fatal_streaming_error=1 inject_vidioc_dqbuf_error=1; do
  at=$(lines)
  in_machine "v4l2-ctl -d0 -c $fault" || { told="$told ${fault%%=*}: not in this driver;"; continue; }
  sleep 4
  in_machine 'v4l2-ctl -d0 -c percentage_of_dropped_buffers=0' || true
  begun=$(in_machine 'date +%s.%N')
  live "$((at + 0))" || fail "${fault%%=*}: not live again"
  [ "$(property $vision MainPID)" = "$pid" ] || fail "${fault%%=*}: the process is another one"
  # Frames are decided again: the journal of the service says nothing worse than an attempt.
  await 30 "systemctl show -P StatusText $vision | grep -q '^Watching porch'"
  told="$told ${fault%%=*}: back $(in_machine "awk -v a=$begun -v b=\$(date +%s.%N) 'BEGIN { printf \"%.1f\", b - a }'") s;"
done
detail "0 crashes;$told"
