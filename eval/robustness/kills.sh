#!/usr/bin/env bash
# Kills a run at a random moment, goes on with --resume until it is done, compares with a run that was left in peace; again and again:
#
#   ./normalign --version && eval/robustness/kills.sh [--kills N] [--pairs N] [--seed N] [--jar FILE]
#
# --kills (100) trials, each of one kill -9 and as many resumes as it takes; --pairs (2000) of eval/data, each line with a number of
# its own in front where they must repeat; --seed (1) of the moments, which are even over the whole time of a run, start included.
# Four outputs: links with scores as plain text, JSON Lines in gzip, sentence scores in Zstandard, rejected pairs. Prints a line a
# trial, and what came of them as Markdown; exit status 1 if any output differs or a file is left over. Works in a folder that mktemp
# makes. Needs bash, java, and the program built. NORMALIGN_OPTS holds options for the JVM.
set -euo pipefail
kills=100 pairs=2000 seed=1
home=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
jar=$home/target/normalign-all.jar
while [ $# -gt 0 ]; do
  case $1 in
    --kills) kills=$2 ;;
    --pairs) pairs=$2 ;;
    --seed) seed=$2 ;;
    --jar) jar=$2 ;;
    *) sed -n 's/^#   //p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tmp"
export ORT_DISABLE_TELEMETRY=1 LC_ALL=C.UTF-8
RANDOM=$seed

for side in en pt; do
  # shellcheck disable=SC2016
  gzip -dc "$home/eval/data/python-docs-3000.$side.gz" | awk -v n="$pairs" \
    '{ line[NR] = $0 } END { for (i = 0; i < n; i++) print (n > NR ? i " " : "") line[i % NR + 1] }' >"$work/$side"
done

# The program itself and not its launcher: the signal must reach it.
align() {
  local folder=$1
  shift
  mkdir -p "$folder"
  # shellcheck disable=SC2086
  exec java -Djava.io.tmpdir="$work/tmp" ${NORMALIGN_OPTS:-} -jar "$jar" align --model "$home/onnx-models/en-pt" \
    --source "$work/en" --target "$work/pt" --scores --min-score 0.4 -o "$folder/links" --jsonl "$folder/lines.jsonl.gz" \
    --pair-scores "$folder/scores.zst" --rejected "$folder/rejected" "$@" 2>>"$folder/said"
}

now() { date +%s%N; }

began=$(now)
(align "$work/whole")
took=$((($(now) - began) / 1000000))
echo "a run of $pairs pairs takes $took ms here" >&2
outputs='links lines.jsonl.gz scores.zst rejected'

identical=0 late=0 starting=0 resumed=0 wrong=0
for ((trial = 1; trial <= kills; trial++)); do
  folder=$work/killed
  rm -rf "$folder" "$work/tmp"/*
  moment=$(((RANDOM * 32768 + RANDOM) % took))
  (align "$folder") &
  child=$!
  sleep "$(printf '%d.%03d' $((moment / 1000)) $((moment % 1000)))"
  where=
  if kill -9 "$child" 2>/dev/null; then
    wait "$child" 2>/dev/null || :
    lines=$(sed -n 's/^ *"lines": \([0-9]*\),$/\1/p' "$folder/links.normalign-run.json" 2>/dev/null || :)
    if [ -n "$lines" ]; then
      where="behind line $lines"
    elif [ -f "$folder/links" ]; then
      where="when it was done"
    else
      where="before it wrote anything"
    fi
    case $where in before*|*"line 0") starting=$((starting + 1)) ;; esac
  else
    wait "$child" 2>/dev/null || :
    where='too late, the run had ended'
    late=$((late + 1))
  fi
  rounds=0
  while [ ! -f "$folder/links" ] || [ -f "$folder/links.normalign-run.json" ]; do
    rounds=$((rounds + 1))
    if ! (align "$folder" --resume) || [ "$rounds" -gt 3 ]; then
      break
    fi
  done
  resumed=$((resumed + rounds))
  same=yes
  for file in $outputs; do
    cmp -s "$work/whole/$file" "$folder/$file" || same="no: $file"
  done
  left=$(find "$folder" -type f ! -name said | wc -l)
  [ "$left" -eq 4 ] || same="no: $left files"
  if [ "$same" = yes ]; then
    identical=$((identical + 1))
  else
    wrong=$((wrong + 1))
    tail -n 5 "$folder/said" >&2
  fi
  echo "kill $trial after $moment ms: $where; resumed $rounds times; identical: $same" >&2
done

echo "| kills | pairs | seed | before the first lines were done | when the run had ended | resumes | identical outputs |"
echo "|---|---|---|---|---|---|---|"
echo "| $kills | $pairs | $seed | $starting | $late | $resumed | $identical of $kills |"
[ "$identical" -eq "$kills" ]
