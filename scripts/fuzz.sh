#!/bin/sh
# Fuzzes the parsers with Jazzer, guided by coverage; see "Fuzzing" in CONTRIBUTING.md.
#
#   mvn test-compile && scripts/fuzz.sh [--minutes N] [--jobs N] [--work DIR] [--report FILE] [TARGET ...]
#
# Runs each target for N minutes (1), so many jobs at once (1). A TARGET is a part of a name in the list that
# `scripts/fuzz.sh --list` prints; all without any. What it tries and keeps stays in DIR (target/fuzz), one folder a target: corpus
# (what reached new code, where the next run goes on), seeds (the committed ones), findings (one file each, and Jazzer's log).
# Prints a line a target, and writes them as a Markdown table to FILE. Each target has a JVM of its own with a heap of 512 MiB;
# an input that takes 10 s of processor time is a finding, and so is what has not ended after 2 minutes. Exits 1 if there are
# findings. Needs no network.
set -eu
home=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)

# One target: --one SECONDS WORK TARGET, from the lines below.
if [ "${1:-}" = --one ]; then
  seconds=$2 target=$4 work=$3/$4
  classpath=target/test-classes:target/classes:$(cat target/test-classpath.txt)
  cd "$home"
  rm -rf "$work/seeds" "$work/findings"
  mkdir -p "$work/corpus" "$work/seeds" "$work/findings"
  java -cp "$classpath" io.github.normalign.fuzz.FuzzedTarget target/test-classes "$target" "$work/seeds"
  : >"$work/log"
  begin=$(date +%s)
  left=$seconds
  # A hang ends Jazzer; what is left of the time goes to another one.
  while [ "$left" -gt 0 ]; do
    java -Xmx512m -XX:+UseSerialGC -cp "$classpath" com.code_intelligence.jazzer.Jazzer \
      --target_class=io.github.normalign.fuzz.FuzzedTarget --target_args="$target" --keep_going=1000 \
      --instrumentation_includes='io.github.normalign.**' --instrumentation_excludes='io.github.normalign.fuzz.**' \
      --reproducer_path="$work/findings" "$work/corpus" "$work/seeds" -artifact_prefix="$work/findings/" \
      -max_total_time="$left" -timeout=120 -report_slow_units=120 -rss_limit_mb=0 -print_final_stats=1 >>"$work/log" 2>&1 || :
    left=$((seconds - $(date +%s) + begin))
    # Less is not worth a start.
    [ "$left" -ge 20 ] || break
  done
  runs=$(sed -n 's/^#\([0-9]*\)[^0-9].*cov: .*/\1/p' "$work/log" |
    awk '$1 < last { sum += last } { last = $1 } END { print sum + last }')
  first=$(sed -n 's/.*INITED *cov: \([0-9]*\) .*/\1/p' "$work/log" | head -1)
  last=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$work/log" | tail -1)
  findings=$(find "$work/findings" -type f ! -name '*.java' ! -name 'slow-unit-*' | wc -l)
  minutes=$(awk "BEGIN { printf \"%.1f\", ($(date +%s) - $begin) / 60 }")
  line="| $target | $minutes | ${runs:-0} | ${first:-0} | ${last:-0} | $(find "$work/corpus" -type f | wc -l) | $findings |"
  echo "$line" | tee "$work/line"
  exit 0
fi

minutes=1 jobs=1 work=$home/target/fuzz report=
while [ $# -gt 0 ]; do
  case $1 in
    --minutes) minutes=$2; shift 2 ;;
    --jobs) jobs=$2; shift 2 ;;
    --work) work=$2; shift 2 ;;
    --report) report=$2; shift 2 ;;
    --list) list=1; shift ;;
    -*) sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    *) break ;;
  esac
done
cd "$home"
if ! [ -f target/test-classpath.txt ] || ! [ -d target/test-classes ]; then
  echo "fuzz.sh: run mvn test-compile first" >&2
  exit 2
fi
all=$(java -cp "target/test-classes:target/classes:$(cat target/test-classpath.txt)" \
  io.github.normalign.fuzz.FuzzedTarget target/test-classes)
if [ -n "${list:-}" ]; then
  echo "$all"
  exit 0
fi
chosen=$all
if [ $# -gt 0 ]; then
  chosen=$(for part; do echo "$all" | grep -F -- "$part" || { echo "fuzz.sh: no target has '$part' in its name" >&2; exit 2; }; done)
  chosen=$(echo "$chosen" | awk '!seen[$0]++')
fi
mkdir -p "$work"
work=$(CDPATH= cd -- "$work" && pwd)
seconds=$(awk "BEGIN { print int($minutes * 60) }")
header='| target | minutes | executions | coverage at start | at end | inputs kept | findings |
|---|---|---|---|---|---|---|'
echo "$header"
echo "$chosen" | xargs -n 1 -P "$jobs" "$0" --one "$seconds" "$work"
table=$(for target in $chosen; do cat "$work/$target/line"; done)
total=$(echo "$table" | awk -F'|' '{ m += $3; e += $4; f += $8; n++ } END { printf "| %d targets | %.1f | %d | | | | %d |", n, m, e, f }')
echo "$total"
if [ -n "$report" ]; then
  printf '%s\n%s\n%s\n' "$header" "$table" "$total" >"$report"
fi
case $total in
  *' 0 |') ;;
  *) echo "fuzz.sh: findings are in $work/*/findings; the log beside says what went wrong" >&2; exit 1 ;;
esac
