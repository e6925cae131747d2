#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# "edgedaemon cameras" tells formats, sizes, rates and controls: what it asks of the camera was not trimmed from the native program.
in_machine "systemctl stop edgedaemon.target $vision $publisher"
said=$(in_machine 'edgedaemon cameras')
echo "$said"
grep -qE '^/dev/video0: .*vivid' <<<"$said" || fail "no vivid camera: $(tr '\n' ';' <<<"$said")"
! grep 'controls are not told' <<<"$said" || fail "$(grep -o 'controls are not told.*' <<<"$said")"
for format in yuyv nv12 yu12 grey; do
  grep -qE "^  $format +.*320×180 \(.*fps\).*1280×720 \(.*fps\)" <<<"$said" || fail "no sizes of $format: $(tr '\n' ';' <<<"$said")"
done
# The same numbers as the kernel's own tool has, also where the camera is set to another value than its driver's.
in_machine 'v4l2-ctl -d0 -c contrast=77'
known=$(in_machine 'v4l2-ctl -d0 -l')
told=$(in_machine 'edgedaemon cameras --json')
in_machine 'v4l2-ctl -d0 -c contrast=128'
for control in brightness contrast saturation; do
  expected=$(sed -nE "s/^ *$control 0x.* min=(-?[0-9]+) max=(-?[0-9]+) step=[0-9]+ default=(-?[0-9]+) value=(-?[0-9]+).*/\1 \2 \3 \4/p" <<<"$known")
  [ -n "$expected" ] || fail "v4l2-ctl knows no $control: $known"
  seen=$(python3 -c '
import json, sys
controls = {c["name"]: c for c in json.load(sys.stdin)["cameras"][0]["controls"]}
print(*(controls[sys.argv[1]][key] for key in ("minimum", "maximum", "default", "current")))' $control <<<"$told") || fail "no $control in: $told"
  [ "$seen" = "$expected" ] || fail "$control is told as $seen; v4l2-ctl says $expected"
done
in_machine "systemctl start edgedaemon.target"
detail "4 formats with sizes and rates;$(grep '^  controls: ' <<<"$said" | grep -oE ' [a-z_]+ -?[0-9]+ \(' | cut -d' ' -f2 | paste -sd, | sed 's/^/ controls: /; s/,/, /g')"
