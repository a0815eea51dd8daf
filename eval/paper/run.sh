#!/bin/sh
# Everything of one trained run, from its checkpoint to the page:  eval/paper/run.sh RUN [RUN ...]
#
# RUN is a folder of scripts/train/train.sh, named DIRECTION-seedN. Exports it beside its checkpoint (RUN/export/marian, onnx, int8), compares
# with normalign on the stock export, measures the same with stock PyTorch, translates the test sets, and fills eval/paper/README.md.
# TRAIN_DATA (here with NTREX-128 as ntrex.en.gz and ntrex.pt.gz besides), TRAIN_FIREFOX and PYTHON as in train.sh. BLEU=no leaves out the
# translation (the longest part). XLWA names a folder with dev and test, the gold folders that eval/xlwa.py makes; without it the run has no
# rows in that table, or the old ones if it is the checkpoint they were made of.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${PYTHON:-python3}
data=${TRAIN_DATA:-$root/shared/data/en-pt}
firefox=${TRAIN_FIREFOX:-$root/build/firefox}
gold=$root/gold-alignments/graca-en-pt
results=$here/results
mkdir -p "$results"
for run in "$@"; do
    name=$(basename "$run")
    case $name in
        en-pt-*) swap=--no-swap-gold ;;
        pt-en-*) swap=--swap-gold ;;
        *) echo "$run: the folder's name does not begin with en-pt- or pt-en-" >&2; exit 2 ;;
    esac
    models=$run/export
    "$python" "$root/scripts/train/export.py" "$run" --firefox "$firefox" --out "$models" --unless-made
    if [ ! -f "$results/$name.run.json" ] || ! "$python" "$root/scripts/train/record.py" "$models/run.json" "$results/$name.run.json"; then
        # What another checkpoint scored is not this one's.
        rm -f "$results/$name.xlwa.json"
        if [ -f "$results/$name.bleu.json" ]; then  # but Firefox's score is
            mv "$results/$name.bleu.json" "$run/known.bleu.json"
        fi
    fi
    for kind in onnx int8; do
        # From within, so that what it prints names files of the run and not of this machine.
        (cd "$models" && "$root/normalign" compare --overwrite --model "$kind" --gold "$gold" "$swap" --csv "$kind.csv" --html "$kind.html") \
            > "$results/$name.$kind.txt"
    done
    "$python" "$here/measure.py" "$models/marian" --gold "$gold" --out "$results/$name.measure.json" --compare "$models/onnx.csv"
    if [ -n "${XLWA:-}" ]; then
        "$python" "$here/measure.py" "$models/marian" --gold "$XLWA/dev" "$XLWA/test" --out "$results/$name.xlwa.json" --layers-only
    fi
    cp "$models/run.json" "$results/$name.run.json"
    for part in attention contests correlations; do
        cp "$models/onnx-$part.csv" "$results/$name.$part.csv"
    done
    step=$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["step"])' "$models/run.json")
    awk -F'\t' -v last="$step" 'NR == 1 || $1 <= last' "$run/log.tsv" > "$results/$name.log.tsv"  # the run may have gone on since
    if [ "${BLEU:-yes}" = yes ]; then
        "$python" "$here/bleu.py" "$models/marian" --data "$data" --firefox "$firefox" --out "$results/$name.bleu.json" \
            --known "$run/known.bleu.json"
    fi
done
"$python" "$here/page.py"
