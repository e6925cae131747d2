#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# YUYV, NV12, YU12, GREY and MJPEG come at the rate asked for, and the luminance of a known test pattern is right in each.
# limit: 900 s
have ffmpeg || skip "the host has no ffmpeg to read the pictures with: deploy/setup.sh --for test brings it"
in_machine "systemctl stop edgedaemon.target $vision $publisher"
# Eight bars at three quarters of full strength, from white to black; BT.601 luma of each, 0 to 255.
bars='191 169 134 112 79 57 22 0'
# What vivid makes of them where it has no colours: BT.709 luma.
gray_bars='191 177 150 137 54 41 14 0'
tolerance=4
# Luma of the middle of each bar, as it is in the picture of the named file on this host.
luma() {
  ffmpeg -nostdin -v error -i "$1" -vf scale=320:180:flags=neighbor -pix_fmt rgb24 -f rawvideo - | python3 -c '
import sys
data = sys.stdin.buffer.read()
assert len(data) == 320 * 180 * 3, len(data)
for bar in range(8):
    x, rows = 40 * bar + 20, range(60, 120)
    print(round(sum(sum(w * data[(y * 320 + x) * 3 + c] for c, w in enumerate((0.299, 0.587, 0.114))) for y in rows) / len(rows)))' |
    paste -sd' '
}
told=
# Looks at the camera of the configuration: its rate, by the doctor, and its bars.
check() { # NAME RATE
  local said rate seen
  said=$(in_machine -t $((120 * vm_patience)) "edgedaemon doctor --config $config" || true)
  said=$(grep 'camera porch' <<<"$said" || true)
  rate=$(grep -oE '[0-9.]+ frames/s,' <<<"$said" | cut -d' ' -f1)
  [ -n "$rate" ] || fail "$1: not opened: $said"
  awk -v rate="$rate" -v asked="$2" 'BEGIN { exit !(rate > asked * 0.9 && rate < asked * 1.1) }' || fail "$1: $rate frames/s, $2 asked for"
  in_machine -t $((120 * vm_patience)) "rm -f /var/tmp/seen.png; edgedaemon snapshot porch /var/tmp/seen.png --config $config"
  from_machine /var/tmp/seen.png "$vm_run/seen.png"
  seen=$(luma "$vm_run/seen.png")
  local expected=$bars
  [ "$1" != grey ] || expected=$gray_bars
  paste <(tr ' ' '\n' <<<"$expected") <(tr ' ' '\n' <<<"$seen") |
    awk -v most="$tolerance" '{ d = $1 - $2; if (d < 0) d = -d; if (d > most || NF != 2) exit 1 }' || fail "$1: luma $seen; expected $expected"
  told="$told $1 $rate/s,"
}

in_machine 'v4l2-ctl -d0 -c test_pattern=0,osd_text_mode=2,horizontal_movement=3,vertical_movement=3 >/dev/null'
for format in yuyv nv12 yu12 grey; do
  write_config "source: {type: v4l2, device: /dev/video0, width: 320, height: 180, fps: 10, format: $format}
health: {}"
  check $format 10
done

# vivid has no MJPEG: a camera that is fed with JPEGs from user space, of the same bars.
n=0
ffmpeg -nostdin -v error -y -f lavfi -i "$(for c in 191,191,191 191,191,0 0,191,191 0,191,0 191,0,191 191,0,0 0,0,191 0,0,0; do
  IFS=, read -r r g b <<<"$c"
  printf 'color=c=0x%02x%02x%02x:s=40x180:r=10,format=rgb24[c%d];' "$r" "$g" "$b" "$((n++))"
done)[c0][c1][c2][c3][c4][c5][c6][c7]hstack=inputs=8" -frames:v 1 -pix_fmt yuvj444p -q:v 2 "$vm_run/bars.jpg"
into_machine "$vm_run/bars.jpg" /var/tmp/bars.jpg
cat >"$vm_run/feeder.py" <<'GUEST'
import time
bars = open("/var/tmp/bars.jpg", "rb").read()
with open("/dev/video10", "wb", buffering=0) as camera:
    due = time.monotonic()
    while True:
        camera.write(bars)
        due += 0.1
        time.sleep(max(0, due - time.monotonic()))
GUEST
into_machine "$vm_run/feeder.py" /var/tmp/feeder.py
in_machine 'modprobe v4l2loopback devices=1 video_nr=10 card_label="Fed camera" exclusive_caps=1; udevadm settle
  v4l2-ctl -d10 --set-fmt-video-out=width=320,height=180,pixelformat=MJPG >/dev/null
  systemd-run -q --collect --unit=feeder python3 /var/tmp/feeder.py'
await 30 'v4l2-ctl -d10 --get-fmt-video | grep -q MJPG'
write_config 'source: {type: v4l2, device: /dev/video10, width: 320, height: 180, format: mjpeg}
health: {}'
check mjpeg 10
in_machine 'systemctl stop feeder; sleep 1; modprobe -r v4l2loopback; v4l2-ctl -d0 -c test_pattern=0,osd_text_mode=0 >/dev/null'
configure "$vivid_camera"
detail "luma of 8 bars within $tolerance;$told asked 10/s"
