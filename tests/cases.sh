#!/usr/bin/env bash
# Shows "edgedaemon predict" small models that people's exporters write in ways of their own, and prints what it says of each beside
# what is right.
#
#   tests/cases.sh [DIR]
#
# DIR holds the cases; default: the folder named by EDGEDAEMON_CASES, or ../shared/cases beside the repository. Skipped, saying so, where there is
# none. EDGEDAEMON names the program; default: that of deploy/build.sh. Exit status: 0 when every answer is right.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/machine.sh"

case ${1:-} in
  -h | --help) usage && exit 0 ;;
esac
cases=${1:-${EDGEDAEMON_CASES:-$root/../shared/cases}}
program=${EDGEDAEMON:-$root/artifacts/edgedaemon/edgedaemon}
if [ ! -f "$cases/flat320.png" ]; then
  say "skipped: there are no cases in '$cases' (name their folder with EDGEDAEMON_CASES)."
  exit 0
fi
[ -x "$program" ] || die "there is no program '$program': run deploy/build.sh."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wrong=0

# answer PICTURE MODEL OPTION...: what is seen, or why nothing is said
answer() {
  local picture=$1 model=$2
  shift 2
  "$program" predict --model "$cases/$model.onnx" "$@" "$cases/$picture" 2>&1 | sed "s|$cases/||g" | tr '\n' ' '
}

# row CASE RIGHT ANSWER: RIGHT is a regular expression
row() {
  local verdict=right
  if ! grep -Eq -- "$2" <<<"$3"; then
    verdict=WRONG
    wrong=$((wrong + 1))
  fi
  printf '| %s | %s | %s |\n' "$1" "${3//|/\\|}" "$verdict"
}

# dog MODEL [LABEL] [OPTION...]: one box and no other
dog() {
  local model=$1 label=${2:-dog}
  shift $(($# > 1 ? 2 : 1))
  row "$model${1:+ with ${2##*/}}" "flat320.png: $label 0\.90[0-9]* at \[80, 40, 160, 200\] *$" "$(answer flat320.png "$model" "$@")"
}

printf '| case | answer | |\n|---|---|---|\n'
for model in v8_norm v8_rows_3 v8_logits rtdetr ext; do
  dog "$model"
done
for model in yolonas_raw yolonas_flat_dyn v7_end2end_dyn ssd_tf2od v5_3_rawheads; do
  dog "$model" class_1
  dog "$model" dog --labels "$cases/l3.txt"
done
row div255_inside 'grey230.png: dog 0\.90' "$(answer grey230.png div255_inside)"
row fomo_softmax 'flat320.png: bike 0\.9[0-9]* at \[107, 80, 133, 107\] *$' "$(answer flat320.png fomo_softmax --labels "$cases/fomo3.txt")"
for labels in fomo2 fomo3; do
  row "fomo_nchw $labels" 'flat320.png: bike 0\.9[0-9]* at \[107, 80, 133, 107\] *$' "$(answer flat320.png fomo_nchw --labels "$cases/$labels.txt" --decoder centroid)"
done
row sig1 'flat320.png: dog 0\.900, notdog 0\.100' "$(answer flat320.png sig1 --labels "$cases/bin.txt")"
row batch4 'batch 4: export with batch=1' "$(answer flat320.png batch4)"
row i32in 'input is int32; float32, float16, uint8, int8 work' "$(answer flat320.png i32in)"

cp "$cases/ext.onnx" "$cases/ext.onnx.data" "$work"
chmod -R u+w "$work"
added=$("$program" models add "$work/ext.onnx" --models "$work/models" 2>&1) || true
row 'models add ext' ': added' "$(head -1 <<<"$added" | sed "s|$work/||g")"
rm "$work/ext.onnx.data"
row 'ext without its data' 'external_data=False' "$("$program" predict --model "$work/ext.onnx" "$cases/flat320.png" 2>&1 | sed "s|$work/||g" | tr '\n' ' ')"

[ "$wrong" = 0 ] || die "$wrong answers are wrong."
