#!/bin/sh
# Gives hostile text to every command that reads text and prints what became of it, as Markdown (Linux; Python 3, no packages):
#
#   ./normalign --version && eval/robustness/text.sh >eval/results/robustness-text.md
#
# Works in a folder that it makes and removes, and needs 400 MB there. NORMALIGN_OPTS (-Xmx2g) holds options for the JVM.
set -eu
home=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
exec python3 "$home/eval/robustness/text.py" "$home"
