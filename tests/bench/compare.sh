#!/usr/bin/env bash
# Two revisions beside each other: builds both as native programs, runs `edgedaemon bench` of each in turns on one core, on the same
# pictures and the bundled detector, and prints what HEAD takes as a share of what BASE takes. Ratios below 1 are gains.
#
#   tests/bench/compare.sh BASE HEAD [--rounds 7] [--count 200] [--frames DIR] [--model DIR]
#
#   BASE, HEAD   revisions, or folders with programs that were built already
#   --frames     pictures; default: EDGEDAEMON_ASSETS' photographs, or drawn scenes
#   --model      a model bundle both can read; default: the bundled detector of BASE
#
# Builds are kept under artifacts/compare/.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/machine.sh"
rounds=7 count=200 frames='' model='' revisions=()
while [ $# -gt 0 ]; do
  case $1 in
    --rounds | --count | --frames | --model) need_value "$@" && declare "${1#--}=$2" && shift ;;
    -h | --help) usage && exit 0 ;;
    -*) die "unknown option '$1'; see --help." ;;
    *) revisions+=("$1") ;;
  esac
  shift
done
[ ${#revisions[@]} -eq 2 ] || die "takes two revisions; see --help."
kept=$root/artifacts/compare
mkdir -p "$kept"

# programs REVISION: the folder of its programs
programs() {
  if [ -x "$1/edgedaemon" ]; then
    (cd "$1" && pwd)
    return
  fi
  local commit tree
  commit=$(git -C "$root" rev-parse --short --verify "$1^{commit}") || die "'$1' is neither a revision nor a folder with edgedaemon in it."
  if [ ! -x "$kept/$commit/edgedaemon" ]; then
    tree=$kept/tree-$commit
    git -C "$root" worktree add --quiet --force --detach "$tree" "$commit"
    "$tree/deploy/build.sh" --aot >&2
    mv "$tree/artifacts/aot/$(host_rid)" "$kept/$commit"
    git -C "$root" worktree remove --force "$tree"
  fi
  echo "$kept/$commit"
}
base=$(programs "${revisions[0]}")
head=$(programs "${revisions[1]}")
model=${model:-$base/models/person-vehicle-animal}
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
if [ -z "$frames" ] && [ -d "${EDGEDAEMON_ASSETS:-}/images/coco" ]; then
  frames=$EDGEDAEMON_ASSETS/images/coco
elif [ -z "$frames" ]; then
  "$head/edgedaemon" models draw-scenes "$work/scenes" --count 40 >"$work/scenes.log" 2>&1 || die "drawing scenes failed: $(tail -n 1 "$work/scenes.log")"
  frames=$work/scenes
fi
for round in $(seq "$rounds"); do
  say "round $round of $rounds"
  for side in base head; do
    taskset -c $(($(nproc --all) - 1)) "${!side}/edgedaemon" bench --model "$model" --frames "$frames" --count "$count" --json >>"$work/$side.jsonl"
  done
done
python3 - "$work/base.jsonl" "$work/head.jsonl" <<'TABLE'
import json
import statistics
import sys

base, head = ([json.loads(line) for line in open(path, encoding='utf-8')] for path in sys.argv[1:])


def figures(run):
    found = {f'{stage} p50 ms': times['p50'] for stage, times in run['stages_ms'].items()} | {'bare run p50 ms': run['bare_run_ms']['p50']}
    found |= {f'live {key}': value for key, value in (run.get('live') or {}).items() if value}
    return found | {'rss_mib': run['rss_mib'], 'allocated bytes/frame': run['allocated_bytes_per_frame']}


pairs = [(figures(before), figures(after)) for before, after in zip(base, head)]
print('| | BASE | HEAD | HEAD ÷ BASE |')
print('|---|---:|---:|---:|')
for key in pairs[0][1]:
    after = statistics.median(pair[1][key] for pair in pairs)
    if any(key not in pair[0] for pair in pairs):
        print(f'| {key} | – | {after:.3f} | – |')
        continue
    before = statistics.median(pair[0][key] for pair in pairs)
    ratios = [now / then for then, now in ((pair[0][key], pair[1][key]) for pair in pairs) if then]
    print(f'| {key} | {before:.3f} | {after:.3f} | {statistics.median(ratios) if ratios else 1:.3f} |')
TABLE
