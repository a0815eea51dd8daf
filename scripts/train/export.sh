#!/bin/sh
# The MarianMT, ONNX and int8 directories of a run:  scripts/train/export.sh RUN OUT   (TRAIN_FIREFOX and PYTHON as in train.sh)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec "${PYTHON:-python3}" "$here/export.py" "$1" --out "$2" --firefox "${TRAIN_FIREFOX:-$here/../../build/firefox}"
