#!/usr/bin/env bash
# Runs EdgeDaemon (native, from deploy/build.sh --aot) beside what else one would write today, in turns, on the same JPEGs and the same
# classifier, and prints a table of medians with ratios. Every peer publishes to the same local mosquitto at QoS 1.
#
#   tests/peers/run.sh [--rounds 5] [--count 300] [--cpu N] [--size 1280x720] [--model FILE.onnx]
#
#   --rounds, --count  how often everything runs, and frames each time
#   --cpu              the core for what runs on one core; default: the last
#   --size             of the pictures, which are made of EDGEDAEMON_ASSETS' photographs
#   --model            a classifier with float input 1×3×224×224, ImageNet's mean and deviation; default: the assets' quantized MobileNetV2
#
# The peers are installed once, under artifacts/peers (EDGEDAEMON_PEERS names another folder): Node's from the npm registry, Python's as
# a Debian 13 root folder made by mmdebstrap, which needs root. What cannot be had is reported as missing.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/machine.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
assets=${EDGEDAEMON_ASSETS:-}
peers=${EDGEDAEMON_PEERS:-$root/artifacts/peers}
programs=${EDGEDAEMON_PROGRAMS:-$root/artifacts/aot/$(host_rid)}
rounds=5 count=300 size=1280x720 cpu=$(($(nproc --all) - 1)) model=$assets/models/mobilenet_v2_torchvision_qdq.onnx
while [ $# -gt 0 ]; do
  case $1 in
    --rounds | --count | --cpu | --size | --model) need_value "$@" && declare "${1#--}=$2" && shift ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift
done
[ -d "$assets/images/imagenet" ] || die "EDGEDAEMON_ASSETS must name the folder of the assets; their photographs are what is looked at."
[ -f "$model" ] || die "there is no model '$model'."
[ -x "$programs/edgedaemon" ] || die "there is no $programs/edgedaemon; run deploy/build.sh --aot first."
have mosquitto || die "mosquitto is not here (Debian: mosquitto)."

# --- the peers ------------------------------------------------------------------------------------------------------
debian=$peers/debian13 node=$peers/node missing=()
mkdir -p "$peers"
if [ ! -x "$debian/usr/bin/python3" ]; then
  if have mmdebstrap && [ "$(id -u)" = 0 ]; then
    say "making $debian (a minute or two)"
    mmdebstrap --quiet --mode=root --variant=apt --include=python3-opencv,python3-onnxruntime,python3-paho-mqtt trixie "$debian" \
      >"$peers/debian.log" 2>&1 || { rm -rf --one-file-system "$debian" && missing+=("python: mmdebstrap failed, see $peers/debian.log"); }
  else
    missing+=("python: needs root and mmdebstrap")
  fi
fi
if [ ! -d "$node/node_modules/onnxruntime-node" ]; then
  mkdir -p "$node" && cp "$here/package.json" "$node/"
  if have npm; then
    say "installing Node's packages"
    npm install --prefix "$node" --no-audit --no-fund >"$peers/npm.log" 2>&1 || missing+=("node: npm failed, see $peers/npm.log")
  else
    missing+=("node: needs Node.js 20 and npm")
  fi
fi

# --- what they look at ----------------------------------------------------------------------------------------------
work=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || kill "$broker"; rm -rf --one-file-system "$work" "$debian/srv/peers"' EXIT
# In a mount namespace of its own: ONNX Runtime reads /proc/cpuinfo, and nothing stays mounted.
# shellcheck disable=SC2016  # $0 and $@ are the inner shell's
in_debian=(unshare --mount sh -c 'mount --rbind /proc "$0/proc" && exec chroot "$0" "$@"' "$debian")
pictures=$work/pictures
if [ -x "$debian/usr/bin/python3" ]; then
  mkdir -p "$debian/srv/peers/photographs"
  cp "$here"/*.py "$debian/srv/peers/" && cp "$model" "$debian/srv/peers/model.onnx"
  cp "$assets"/images/imagenet/*.JPEG "$debian/srv/peers/photographs/"
  "${in_debian[@]}" python3 /srv/peers/pictures.py /srv/peers/photographs /srv/peers/pictures "$size" 60
  cp -r "$debian/srv/peers/pictures" "$pictures"
else
  say "without Python the photographs are used at their own sizes"
  mkdir "$pictures" && cp "$assets"/images/imagenet/*.JPEG "$pictures/"
fi
# What a camera mostly sees: the same. The others publish each frame's label all the same; EdgeDaemon what is new.
mkdir "$work/still" && cp "$(find "$pictures" -type f | sort | head -n 1)" "$work/still/"
[ ! -x "$debian/usr/bin/python3" ] || cp -r "$work/still" "$debian/srv/peers/"
cp "$here/node_peer.mjs" "$node/"
"$programs/edgedaemon" models add "$model" --models "$work/models" --name classifier --labels "$assets/labels/imagenet1000.txt" \
  --size 224x224 --resize stretch --mean 123.675,116.28,103.53 --std 58.395,57.12,57.375 --logits --set decoder.top_k=1 >"$work/add.log" 2>&1 || die "models add: $(tail -n 1 "$work/add.log")"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf 'listener %s 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 0\nmax_queued_messages 0\n' "$port" >"$work/mosquitto.conf"
mosquitto -c "$work/mosquitto.conf" >"$work/mosquitto.log" 2>&1 &
broker=$!

# --- the runs -------------------------------------------------------------------------------------------------------
# one GROUP NAME FRAMES COMMAND...: one line of JSON, on one core unless the group says otherwise
one() {
  local group=$1 name=$2 pin=(taskset -c "$cpu") line
  shift 2
  case $group in two*) pin=() ;; esac
  line=$("${pin[@]}" "$@" 2>"$work/last.log" | tail -n 1) || true
  case $line in
    '{'*) printf '{"group": "%s", "name": "%s", "result": %s}\n' "$group" "$name" "$line" >>"$work/results.jsonl" ;;
    *) say "$name failed: $(tail -n 1 "$work/last.log")" ;;
  esac
}
ours() { # GROUP THREADS FPS PICTURES
  local paced=()
  [ "$3" = 0 ] || paced=(--paced "$3")
  one "$1" edgedaemon "$programs/edgedaemon" bench --model "$work/models/classifier" --frames "$work/$4" --count "$count" --threads "$2" \
    "${paced[@]}" --broker "127.0.0.1:$port" --json
}
python() { # GROUP THREADS FPS PICTURES STYLE
  [ -x "$debian/usr/bin/python3" ] || return 0
  one "$1" "python $5" "${in_debian[@]}" python3 /srv/peers/python_peer.py \
    /srv/peers/model.onnx "/srv/peers/$4" "$count" "$port" "$2" "$3" "$5"
}
nodejs() { # GROUP THREADS FPS PICTURES RUNTIME [FRAMES]
  [ -d "$node/node_modules/onnxruntime-node" ] || return 0
  one "$1" "node $5" node "$node/node_peer.mjs" "$model" "$work/$4" "${6:-$count}" "$port" "$2" "$3" "$5"
}
for round in $(seq "$rounds"); do
  say "round $round of $rounds"
  for group in 'one core, still:1:0:still' 'one core:1:0:pictures' 'two threads:2:0:pictures' 'one core, 20 fps, still:1:20:still' 'two threads, 20 fps:2:20:pictures'; do
    IFS=: read -r name threads fps shown <<<"$group"
    ours "$name" "$threads" "$fps" "$shown"
    for style in default tuned exact; do python "$name" "$threads" "$fps" "$shown" "$style"; done
    nodejs "$name" "$threads" "$fps" "$shown" native
  done
  nodejs 'one core' 1 0 pictures wasm $((count / 10))
done
python3 "$here/table.py" "$work/results.jsonl"
for line in "${missing[@]}"; do echo "missing: $line"; done
