#!/bin/sh
# How much memory aligning takes as the corpus grows, one direction (Linux):
#
#   ./normalign --version && eval/memory.sh [PAIRS ...]
#
# For each of PAIRS (1000 10000 100000 1000000) prints the pairs, the seconds, the pairs a second and the most memory that was
# resident, native memory included, as the kernel counts it (VmHWM). The pairs are the 3,000 of eval/data over and over, each line
# with a number of its own in front, so that no two are the same. NORMALIGN_OPTS holds options for the JVM, ALIGN_OPTS for align
# (--precision int8).
set -eu
home=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ $# -gt 0 ] || set -- 1000 10000 100000 1000000

for pairs in "$@"; do
  for side in en pt; do
    gzip -dc "$home/eval/data/python-docs-3000.$side.gz" | awk -v n="$pairs" \
      '{ line[NR] = $0 } END { for (i = 0; i < n; i++) print i, line[i % NR + 1] }' | gzip -1 >"$work/$side.gz"
  done
  start=$(date +%s.%N)
  # shellcheck disable=SC2086
  ORT_DISABLE_TELEMETRY=1 java ${NORMALIGN_OPTS:-} -jar "$home/target/normalign-all.jar" align \
    --model "$home/onnx-models/en-pt" --source "$work/en.gz" --target "$work/pt.gz" -o "$work/links.gz" --overwrite \
    ${ALIGN_OPTS:-} 2>"$work/said" &
  child=$!
  most=0
  while kill -0 "$child" 2>/dev/null; do
    now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*$/\1/p' "/proc/$child/status" 2>/dev/null || :)
    most=${now:-$most}
    sleep 0.2
  done
  wait "$child" || { cat "$work/said" >&2; exit 1; }
  [ "$(gzip -dc "$work/links.gz" | wc -l)" -eq "$pairs" ]
  echo "$start $(date +%s.%N) $pairs $most" \
    | awk '{ t = $2 - $1; printf "%d pairs, %.0f s, %.0f pairs/s, %d MiB resident at most\n", $3, t, $3 / t, $4 / 1024 }'
done
