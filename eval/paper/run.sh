#!/bin/sh
# Everything of one trained run, from its checkpoint to the page:  eval/paper/run.sh RUN [RUN ...]
#
# RUN is a folder of scripts/train/train.sh, named DIRECTION-seedN. Exports it beside its checkpoint (RUN/export/marian, onnx, int8), compares
# with normalign on the stock export, measures the same with stock PyTorch, translates the test sets, and fills eval/paper/README.md.
# TRAIN_DATA, TRAIN_FIREFOX and PYTHON as in train.sh. BLEU=no leaves out the translation (the longest part).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${PYTHON:-python3}
data=${TRAIN_DATA:-$root/shared/data/en-pt}
firefox=${TRAIN_FIREFOX:-$root/build/firefox}
gold=$root/gold-alignments/graca-en-pt
mkdir -p "$here/results"
for run in "$@"; do
    name=$(basename "$run")
    case $name in
        en-pt-*) swap=--no-swap-gold ;;
        pt-en-*) swap=--swap-gold ;;
        *) echo "$run: the folder's name does not begin with en-pt- or pt-en-" >&2; exit 2 ;;
    esac
    models=$run/export
    "$python" "$root/scripts/train/export.py" "$run" --firefox "$firefox" --out "$models"
    for kind in onnx int8; do
        "$root/normalign" compare --overwrite --model "$models/$kind" --gold "$gold" "$swap" --csv "$models/$kind.csv" --html "$models/$kind.html" \
            > "$here/results/$name.$kind.txt"
    done
    "$python" "$here/measure.py" "$models/marian" --gold "$gold" --out "$here/results/$name.measure.json" --compare "$models/onnx.csv"
    cp "$run/log.tsv" "$here/results/$name.log.tsv"
    if [ "${BLEU:-yes}" = yes ]; then
        "$python" "$here/bleu.py" "$models/marian" --data "$data" --firefox "$firefox" --out "$here/results/$name.bleu.json"
    fi
done
"$python" "$here/page.py"
