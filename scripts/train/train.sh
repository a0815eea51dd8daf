#!/bin/sh
# Trains one direction, or goes on with a training that was stopped, and exports it. The same command again goes on; when it is
# done it says so.
#
#   scripts/train/train.sh --direction pt-en --minutes 80 [--seed 1] [--data DIR] [--firefox DIR] [--out DIR] [more of train.py]
#
# --data     parallel text, NAME.en.gz and NAME.pt.gz       (or TRAIN_DATA;    default: shared/data/en-pt in the repository)
# --firefox  folder with enpt-*/ and pten-*/                (or TRAIN_FIREFOX; default: build/firefox in the repository)
# --out      folder of all runs, not in the repository      (or TRAIN_OUT;     default: ~/normalign-training)
# The run lies in OUT/DIRECTION-seedN; when it is done, its MarianMT, ONNX and int8 directories lie in OUT/DIRECTION-seedN/export
# (--no-export: not). PYTHON names the interpreter that has scripts/train/requirements.txt (default python3).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
data=${TRAIN_DATA:-$root/shared/data/en-pt}
firefox=${TRAIN_FIREFOX:-$root/build/firefox}
out=${TRAIN_OUT:-$HOME/normalign-training}
direction= seed=1
count=$#
while [ "$count" -gt 0 ]; do
    case $1 in
        --data) data=$2; shift 2; count=$((count - 2)) ;;
        --firefox) firefox=$2; shift 2; count=$((count - 2)) ;;
        --out) out=$2; shift 2; count=$((count - 2)) ;;
        --direction) direction=$2; shift 2; count=$((count - 2)) ;;
        --seed) seed=$2; shift 2; count=$((count - 2)) ;;
        --data=* | --firefox=* | --out=* | --direction=* | --seed=*) echo "$1: a space is needed in place of =" >&2; exit 2 ;;
        *) set -- "$@" "$1"; shift; count=$((count - 1)) ;;
    esac
done
if [ -z "$direction" ]; then
    echo "--direction en-pt or --direction pt-en is needed" >&2
    exit 2
fi
run=$out/$direction-seed$seed
mkdir -p "$run"

# Every step allocates and frees the same few gigabytes; giving them back to the system in between costs a quarter of the time.
export MALLOC_MMAP_THRESHOLD_=2000000000 MALLOC_TRIM_THRESHOLD_=8000000000 MALLOC_TOP_PAD_=200000000 MALLOC_ARENA_MAX=1
export OMP_WAIT_POLICY=passive TOKENIZERS_PARALLELISM=false
exec "${PYTHON:-python3}" "$here/train.py" --direction "$direction" --seed "$seed" --data "$data" --firefox "$firefox" \
    --out "$run" "$@"
