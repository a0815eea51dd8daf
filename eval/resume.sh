#!/bin/sh
# Kills a long run at random points, goes on with --resume, and compares with a run that was left in peace:
#
#   ./normalign --version && eval/resume.sh [PAIRS [KILLS]]
#
# PAIRS (100000) are the 3,000 pairs of eval/data over and over, each line with a number of its own in front, so that no two are the
# same; KILLS (3) is how many times kill -9 is sent. Prints where it struck, and 'identical' or what differs. Links with scores go to
# a plain file, JSON Lines to a gzip file, sentence scores to a Zstandard file. Works in a folder that mktemp makes.
set -eu
pairs=${1:-100000}
kills=${2:-3}
home=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for side in en pt; do
  # shellcheck disable=SC2016
  gzip -dc "$home/eval/data/python-docs-3000.$side.gz" \
    | awk -v n="$pairs" '{ line[NR] = $0 } END { for (i = 0; i < n; i++) print i, line[i % NR + 1] }' >"$work/$side"
done

# The program itself and not its launcher: the signal must reach it.
align() {
  folder=$1
  shift
  mkdir -p "$folder"
  ORT_DISABLE_TELEMETRY=1 exec java -jar "$home/target/normalign-all.jar" align --model "$home/onnx-models/en-pt" \
    --source "$work/en" --target "$work/pt" --scores -o "$folder/links" --jsonl "$folder/lines.jsonl.gz" \
    --pair-scores "$folder/scores.zst" "$@" 2>>"$folder/said"
}

start=$(date +%s)
(align "$work/whole")
took=$(($(date +%s) - start))
echo "$pairs pairs in $took s, without a break"

kill=0
while [ "$kill" -lt "$kills" ]; do
  (align "$work/killed" --resume) &
  child=$!
  # From the second half of a start to the end of a whole run's share.
  sleep "$(awk -v t="$took" -v k="$kills" -v s="$(od -An -N4 -tu4 /dev/urandom)" 'BEGIN { print 2 + s / 4294967296 * t / k }')"
  if ! kill -9 "$child" 2>/dev/null; then
    echo "kill $((kill + 1)): too late, the run had ended"
  fi
  wait "$child" 2>/dev/null || :
  kill=$((kill + 1))
  if [ -f "$work/killed/links.normalign-run.json" ]; then
    echo "kill $kill: behind line $(sed -n 's/^ *"lines": \([0-9]*\),$/\1/p' "$work/killed/links.normalign-run.json")"
  else
    break
  fi
done
if [ ! -f "$work/killed/links" ]; then
  (align "$work/killed" --resume)
fi
for file in links lines.jsonl.gz scores.zst; do
  cmp "$work/whole/$file" "$work/killed/$file"
  echo "$file: identical, $(wc -c <"$work/killed/$file") bytes"
done
