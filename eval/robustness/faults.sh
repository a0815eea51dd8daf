#!/usr/bin/env bash
# Produces faults of the system around a run, each with the real program, and prints what came of it as a Markdown table:
#
#   ./normalign --version && eval/robustness/faults.sh [--jar FILE] [NAME ...]
#
# NAMEs choose faults (all): full, unwritable, input, pipe, signal, memory, model, clock, home, locale, twice, stdin. "tried" counts
# runs with the fault, "crashed" those that ended by a signal nobody sent or with a stack trace, "lost lines" and "wrong lines" are
# of all outputs that have their final name: lines that are missing, and lines that are not those of a run without the fault. What the
# user sees is the program's last message. Needs bash, java, and the program built; a fault that needs more (root for a full file
# system, prlimit, cc, faketime's like) is left out with a word where that is not there. Works in a folder that mktemp makes.
# NORMALIGN_OPTS holds options for the JVM.
set -uo pipefail
home=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
jar=$home/target/normalign-all.jar
if [ "${1:-}" = --jar ]; then
  jar=$2
  shift 2
fi
chosen=" $* "
work=$(mktemp -d)
mounted=
cleanup() {
  [ -z "$mounted" ] || umount "$mounted" 2>/dev/null
  rm -rf "$work"
}
trap cleanup EXIT
cd "$work" || exit 1
export ORT_DISABLE_TELEMETRY=1 LC_ALL=C.UTF-8
model=$home/onnx-models/en-pt
for side in en pt; do
  gzip -dc "$home/eval/data/python-docs-3000.$side.gz" >many.$side
  head -n 1200 many.$side >all.$side
  head -n 200 many.$side >few.$side
done
sed "s/&/\&amp;/g; s/</\&lt;/g; s/^\\([^ ]*\\) /<b>\\1<\\/b> /" few.en >few.tagged

# The program itself and not its launcher: signals must reach it, and its exit status must be seen.
# shellcheck disable=SC2086
program() { exec ${default:-} java -Dnormalign.home="$home" ${NORMALIGN_OPTS:-} -jar "$jar" "$@"; }
run() { (program "$@") 2>said; }
align() { run align --model "$model" --threads 2 "$@"; }

tried=0 crashed=0 lost=0 wrong=0
rows=
wanted() { [ "$chosen" = "  " ] || case $chosen in *" $1 "*) : ;; *) return 1 ;; esac; }

begin() { tried=0 crashed=0 lost=0 wrong=0; }

# judge STATUS EXPECTED: counts a try; anything but what was expected of it is a crash.
judge() {
  tried=$((tried + 1))
  if [ "$1" -ne "$2" ] || grep -q '^	at \|SIGSEGV\|internal error' said; then
    crashed=$((crashed + 1))
    echo "unexpected: exit status $1, not $2:" >&2
    sed 's/^/    /' said >&2
  fi
}

# compare FILE EXPECTED: counts lines of a finished output that are missing or other than they should be.
compare() {
  [ -f "$1" ] || { lost=$((lost + $(wc -l <"$2"))); echo "missing: $1" >&2; return; }
  local have should
  have=$(wc -l <"$1")
  should=$(wc -l <"$2")
  [ "$have" -ge "$should" ] || lost=$((lost + should - have))
  wrong=$((wrong + $(diff -a "$2" "$1" | grep -a -c '^>')))
}

# absent FILE...: an output that is not whole must not have its name, nor leave anything where no --resume needs it.
absent() {
  local file
  for file in "$@"; do
    if [ -e "$file" ]; then
      wrong=$((wrong + 1))
      echo "there, but should not be: $file" >&2
    fi
  done
}

last() { grep '^normalign: ' said | tail -n 1 | sed "s|$work/||g; s|$home/||g; s/|/\\\\|/g" | cut -c 1-330; }

row() {
  local message=${2:-$(last)}
  rows="$rows| $1 | $tried | $crashed | $lost | $wrong | $message |
"
  echo "done: $1" >&2
}

left_out() { rows="$rows| $1 | 0 | | | | left out here: $2 |
"; }

# until_lines STATE N PID: waits until a run has written so many lines.
until_lines() {
  local lines
  while kill -0 "$3" 2>/dev/null; do
    lines=$(sed -n 's/^ *"lines": \([0-9]*\),$/\1/p' "$1" 2>/dev/null)
    [ "${lines:-0}" -ge "$2" ] && return 0
    sleep 0.05
  done
  return 1
}

align --source few.en --target few.pt -o clean.few --jsonl clean.few.jsonl || { cat said >&2; exit 1; }

if wanted full; then
  begin
  if [ "$(id -u)" -eq 0 ] && mkdir small && mount -t tmpfs -o size=64k tmpfs small 2>/dev/null; then
    mounted=$work/small
    for option in -o --jsonl --rejected --unaligned --pair-scores; do
      more=
      [ "$option" = --rejected ] && more='--min-score 0.99'
      to=
      [ "$option" = -o ] || to="-o $work/elsewhere"
      dd if=/dev/zero of=small/filler bs=1k count=60 2>/dev/null
      # shellcheck disable=SC2086
      align --source all.en --target all.pt $option small/out $to $more --overwrite
      judge $? 1
      absent small/out elsewhere
      if [ "$option" = -o ]; then
        message=$(last)
        rm small/filler
        align --source few.en --target few.pt -o small/out --overwrite
        judge $? 0
        compare small/out clean.few
      fi
      rm -rf small/* elsewhere*
    done
    row "disk full while align writes (links, JSON Lines, rejected, unaligned, scores), a 64 kB file system" "$message"
    begin
    dd if=/dev/zero of=small/filler bs=1k count=60 2>/dev/null
    yes 0-0 | head -n 1200 >ones
    run view --source all.en --target all.pt --alignment ones --html small/page.html --limit 1200
    judge $? 1
    absent small/page.html small/page.html.part
    run project --source all.pt --strip -o small/out
    judge $? 1
    absent small/out small/out.part
    yes '0-0 1-1 2-2 3-3 4-4 5-5' | head -n 20000 >one.links
    run symmetrize one.links one.links --method union -o small/out --overwrite
    judge $? 1
    absent small/out small/out.part
    message=$(last)
    run compare --csv small/table.csv --html small/page.html --model "$model" >/dev/null
    judge $? 1
    absent small/table.csv small/page.html small/table.csv.part small/page.html.part
    run man small/man
    judge $? 1
    [ -z "$(find small/man -type f 2>/dev/null)" ] || absent small/man
    umount small
    mounted=
    row "disk full while view, project, symmetrize, compare and man write" "$message"
    begin
    mkdir -p small && mount -t tmpfs -o size=200k tmpfs small && mounted=$work/small
    align --source all.en --target all.pt --jsonl small/out -o small/links
    judge $? 1
    absent small/out small/links
    said_full=$(last)
    mount -o remount,size=64m small
    align --source all.en --target all.pt --jsonl small/out -o small/links --resume
    judge $? 0
    mv said said.resumed
    align --source all.en --target all.pt --jsonl clean.all.jsonl -o clean.all || :
    compare small/links clean.all
    compare small/out clean.all.jsonl
    umount small
    mounted=
    row "disk full in the middle, then room again and --resume" "$said_full"
  else
    left_out "disk full" "a small file system can be mounted by root only"
  fi
  begin
  for command in "align --model $model --source few.en --target few.pt" "project --source few.tagged --strip" \
    "symmetrize clean.few clean.few --method union" "schema" "evaluate --gold clean.few --alignment clean.few --gold-base 0"; do
    # shellcheck disable=SC2086
    (program $command) >/dev/full 2>said
    judge $? 1
  done
  row "stdout to /dev/full"
  begin
  (ulimit -f 64; program project --source many.pt --strip -o limited 2>said)
  judge $? 1
  absent limited limited.part
  row "a limit on the size of files (ulimit -f)"
fi

if wanted unwritable; then
  begin
  mkdir -p folder
  for command in "align --model $model --source few.en --target few.pt -o" "project --source few.tagged --strip -o" \
    "symmetrize clean.few clean.few --method union -o" "view --source few.en --target few.pt --alignment clean.few --html" \
    "compare --html other.html --csv"; do
    for to in folder missing/out /proc/out; do
      # shellcheck disable=SC2086
      (program $command $to) >/dev/null 2>said
      judge $? 1
    done
  done
  absent missing other.html
  row "output is a folder, its folder is missing, cannot be written (align, project, symmetrize, view, compare)"
fi

# corpus FOLDER: a corpus of its own, long enough to be changed meanwhile.
corpus() { mkdir -p "$1" && cp many.en "$1/en" && cp many.pt "$1/pt"; }

if wanted input; then
  begin
  corpus gone
  (program align --model "$model" --source gone/en --target gone/pt -o gone/out 2>said) &
  until_lines gone/out.normalign-run.json 100 $!
  rm gone/en gone/pt
  wait $!
  judge $? 0
  (program align --model "$model" --source many.en --target many.pt -o clean.many 2>/dev/null)
  compare gone/out clean.many
  row "input deleted during the run" "nothing: the run reads on"
  begin
  corpus cut
  (program align --model "$model" --source cut/en --target cut/pt -o cut/out 2>said) &
  until_lines cut/out.normalign-run.json 100 $!
  truncate -s 150000 cut/en
  truncate -s 150000 cut/pt
  wait $!
  judge $? 1
  absent cut/out
  message=$(grep 'changed\|ended\|lines before' said | tail -n 1 | cut -c 1-330)
  row "input cut short during the run" "$message"
  begin
  corpus grown
  (program align --model "$model" --source grown/en --target grown/pt -o grown/out 2>said) &
  until_lines grown/out.normalign-run.json 100 $!
  cat few.en >>grown/en
  printf 'a line without its end' >>grown/pt
  wait $!
  judge $? 0
  compare grown/out clean.many
  row "input growing during the run"
  begin
  mkfifo slow
  (program align --model "$model" --input slow >slow.out 2>said) &
  child=$!
  paste -d '\t' few.en few.pt | while IFS= read -r line; do
    printf '%s' "${line%?}"
    sleep 0.005
    printf '%s\n' "${line: -1}"
  done >slow
  wait $child
  judge $? 0
  compare slow.out clean.few
  row "input from a pipe that gives a part of a line at a time" "nothing: each line is aligned as it comes"
fi

if wanted pipe; then
  begin
  for command in "align --model $model --source all.en --target all.pt" "project --source many.en --strip" \
    "symmetrize clean.many.links clean.many.links --method union"; do
    yes '0-0 1-1' | head -n 50000 >clean.many.links
    # shellcheck disable=SC2086
    (program $command 2>said) | head -n 1 >/dev/null
    judge "${PIPESTATUS[0]}" 141
    if grep -v 'normalign: en-pt' said | grep -q .; then
      crashed=$((crashed + 1))
    fi
  done
  row "stdout's reader ends (\`\\| head\`)" "nothing; exit status 141"
fi

if wanted signal; then
  for signal in TERM INT; do
    begin
    status=$([ $signal = TERM ] && echo 143 || echo 130)
    # What a script starts in the background ignores SIGINT unless it is told not to.
    interruptible='env --default-signal=INT'
    $interruptible true 2>/dev/null || interruptible=
    if [ $signal = INT ] && [ -z "$interruptible" ]; then
      left_out SIGINT "env has no --default-signal"
      continue
    fi
    for lines in 100 400; do
      rm -rf stopped* && corpus stopped
      (default=$interruptible; program align --model "$model" --source all.en --target all.pt -o stopped/out --jsonl stopped/out.jsonl.gz 2>said) &
      child=$!
      until_lines stopped/out.normalign-run.json $lines $child
      kill -$signal $child
      wait $child
      judge $? "$status"
      absent stopped/out
      [ $lines = 100 ] && message=$(last)
      align --source all.en --target all.pt -o stopped/out --jsonl stopped/out.jsonl.gz --resume
      judge $? 0
      [ -f clean.all ] || align --source all.en --target all.pt -o clean.all --jsonl clean.all.jsonl
      compare stopped/out clean.all
      gzip -dc stopped/out.jsonl.gz >stopped/out.jsonl
      compare stopped/out.jsonl clean.all.jsonl
    done
    row "SIG$signal, then --resume (exit status $status)" "$message"
  done
  begin
  mkfifo never
  sleep 600 >never &
  feeder=$!
  (program align --model "$model" --input never -o waiting 2>said) &
  child=$!
  while ! grep -q 'normalign: en-pt' said 2>/dev/null; do sleep 0.2; done
  sleep 1
  start=$(date +%s)
  kill -TERM $child
  wait $child
  judge $? 143
  took=$(($(date +%s) - start))
  kill $feeder
  absent waiting waiting.part
  [ $took -le 10 ] || crashed=$((crashed + 1))
  row "SIGTERM while it waits for input that does not come" "$(last)"
fi

if wanted memory; then
  begin
  if command -v prlimit >/dev/null && [ -r /proc/self/status ]; then
    # One pair at the model's limit between short ones; address space is short from before it until behind it.
    awk 'BEGIN { for (i = 0; i < 225; i++) printf "the house is white "; printf "|||"; for (i = 0; i < 212; i++) printf " a casa branca e"; print "" }' >long
    for ((i = 0; i < 320; i++)); do echo "the house $i ||| a casa $i"; done >short
    align --input short -o clean.short
    for megabytes in 8 30 60; do
      rm -f feed fed
      mkfifo feed
      (NORMALIGN_OPTS='-Xms256m -Xmx256m -XX:+AlwaysPreTouch -XX:+UseSerialGC' program align --model "$model" --threads 1 --input feed \
        >fed 2>said) &
      child=$!
      exec 7>feed
      head -n 64 short >&7
      # The model is open when it is told of; the first batch has run soon after.
      while ! grep -q 'normalign: en-pt' said && kill -0 $child; do sleep 0.1; done
      sleep 3
      size=$(sed -n 's/^VmSize:[^0-9]*\([0-9]*\).*/\1/p' /proc/$child/status)
      prlimit --pid $child --as=$(((size + megabytes * 1024) * 1024)):unlimited
      cat long >&7
      tail -n +65 short >&7
      for ((i = 0; i < 100; i++)); do
        ! grep -q 'not enough memory' said && kill -0 $child 2>/dev/null && sleep 0.2
      done
      prlimit --pid $child --as=unlimited:unlimited
      exec 7>&-
      wait $child
      status=$?
      [ $status -eq 3 ] && message=$(grep 'not enough memory' said | head -n 1)
      judge $status 3
      [ "$(wc -l <fed)" -eq 321 ] || lost=$((lost + 321 - $(wc -l <fed)))
      sed 65d fed >fed.others
      wrong=$((wrong + $(diff clean.short fed.others | grep -c '^>')))
    done
    row "no memory for native code at one pair (address space limited by 8, 30, 60 MB more than it has)" "$message"
  else
    left_out "no memory for native code" "prlimit is not there"
  fi
  begin
  (NORMALIGN_OPTS='-Xmx48m' program align --model "$model" --threads 1 --source few.en --target few.pt -o tight 2>said)
  status=$?
  if [ $status -eq 1 ]; then judge 1 1; absent tight; else judge $status 0; compare tight clean.few; fi
  row "a Java heap of 48 MB" "nothing"
fi

if wanted model; then
  begin
  cp -r "$model" moved && corpus replaced
  (program align --model moved --source all.en --target all.pt -o replaced/out 2>said) &
  child=$!
  until_lines replaced/out.normalign-run.json 100 $child
  head -c 1000000 /dev/urandom >new && mv new moved/weights.bin
  rm moved/decoder_model.onnx
  wait $child
  judge $? 0
  [ -f clean.all ] || align --source all.en --target all.pt -o clean.all --jsonl clean.all.jsonl
  compare replaced/out clean.all
  row "model files replaced by renaming, and deleted, during a run" "nothing: the run goes on with what it opened"
  begin
  rm -rf moved && cp -r "$model" moved && corpus changed
  (program align --model moved --source many.en --target many.pt -o changed/out 2>said) &
  child=$!
  until_lines changed/out.normalign-run.json 100 $child
  dd if=/dev/urandom of=moved/weights.bin bs=1k seek=4000 count=8000 conv=notrunc 2>/dev/null
  wait $child
  judge $? 1
  absent changed/out
  message=$(grep 'was changed while' said | head -n 1 | sed "s|$work/||g" | cut -c 1-330)
  cp "$model/weights.bin" moved/
  (program align --model moved --source many.en --target many.pt -o changed/out --resume 2>said)
  judge $? 0
  [ -f clean.many ] || (program align --model "$model" --source many.en --target many.pt -o clean.many 2>/dev/null)
  compare changed/out clean.many
  row "weights written into during a run, put right, --resume" "$message"
  begin
  rm -rf moved && cp -r "$model" moved && corpus short
  (program align --model moved --source many.en --target many.pt -o short/out >/dev/null 2>said) &
  child=$!
  until_lines short/out.normalign-run.json 100 $child
  truncate -s 1000 moved/weights.bin
  wait $child
  status=$?
  tried=1
  [ $status -eq 1 ] || crashed=1
  absent short/out
  rm -f hs_err_pid*
  cp "$model/weights.bin" moved/
  (program align --model moved --source many.en --target many.pt -o short/out --resume 2>said2)
  compare short/out clean.many
  row "weights cut short in place during a run, put right, --resume" \
    "exit status $status: the system ends the process (SIGBUS), since weights are mapped; --resume goes on"
fi

if wanted clock; then
  begin
  if command -v cc >/dev/null; then
    cat >clock.c <<'C'
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
/* The wall clock jumps by up to ten years to either side whenever it is read; the monotonic one is left alone. */
static long jump(void) { return (random() % 630720000L) - 315360000L; }
int clock_gettime(clockid_t id, struct timespec *t) {
  int status = syscall(SYS_clock_gettime, id, t);
  if (status == 0 && id == CLOCK_REALTIME) t->tv_sec += jump();
  return status;
}
int gettimeofday(struct timeval *t, void *zone) {
  struct timespec s;
  (void) zone;
  clock_gettime(CLOCK_REALTIME, &s);
  t->tv_sec = s.tv_sec;
  t->tv_usec = s.tv_nsec / 1000;
  return 0;
}
C
    cc -shared -fPIC -O1 -o clock.so clock.c
    (LD_PRELOAD=$work/clock.so program align --model "$model" --source few.en --target few.pt -o jumping 2>said)
    judge $? 0
    compare jumping clean.few
    [ -f clean.all ] || align --source all.en --target all.pt -o clean.all --jsonl clean.all.jsonl
    (LD_PRELOAD=$work/clock.so program align --model "$model" --source all.en --target all.pt -o jumping.all 2>said)
    judge $? 0
    compare jumping.all clean.all
    row "the wall clock jumps by up to ten years at every look" "nothing: time is measured by the monotonic clock"
  else
    left_out "clock changes" "there is no C compiler"
  fi
fi

if wanted home; then
  begin
  (HOME=/proc program align --model "$model" --source few.en --target few.pt -o homeless 2>said)
  judge $? 0
  (NORMALIGN_OPTS=-Duser.home=/nonexistent HOME=/nonexistent program align --model "$model" --source few.en --target few.pt -o homeless2 2>said)
  judge $? 0
  compare homeless clean.few
  compare homeless2 clean.few
  row "a home that is read-only or not there" "nothing: it is not used"
  begin
  (NORMALIGN_OPTS="-Djava.io.tmpdir=$work/nowhere" program align --model "$model" --source few.en --target few.pt -o templess 2>said)
  judge $? 1
  absent templess templess.part
  message=$(last)
  mkdir -p tmp2
  (NORMALIGN_OPTS="-Djava.io.tmpdir=$work/tmp2" program align --model "$model" --source few.en --target few.pt -o templess 2>said)
  judge $? 0
  compare templess clean.few
  row "no folder for temporary files, then another one" "$message"
fi

if wanted locale; then
  begin
  cp few.en 'fonte çã.en'
  cp few.pt '目标.pt'
  for locale in C POSIX en_US.ISO-8859-1 C.UTF-8; do
    # The launcher sees to names; the program's own stdout is UTF-8 whatever the locale.
    rm -f 'saída.links'
    expected=0
    # No locale of that name, or one that has no Chinese: such a name is refused in a sentence.
    [ $locale = en_US.ISO-8859-1 ] && expected=2
    LC_ALL=$locale NORMALIGN_OPTS=${NORMALIGN_OPTS:-} "$home/normalign" align --model "$model" --source 'fonte çã.en' --target '目标.pt' \
      -o 'saída.links' --jsonl - >shown 2>said
    judge $? $expected
    if [ $expected -eq 0 ]; then
      compare 'saída.links' clean.few
      compare shown clean.few.jsonl
    else
      message=$(last)
    fi
    (export LC_ALL=$locale; program project --source - --strip <few.pt >shown 2>said)
    judge $? 0
    compare shown few.pt
  done
  row "locales C, POSIX, UTF-8, and Latin-1 with a Chinese name: files' names and text beyond ASCII" "nothing; with Latin-1 $message"
fi

if wanted twice; then
  begin
  corpus twice
  (program align --model "$model" --source all.en --target all.pt -o twice/out 2>said1) &
  child=$!
  until_lines twice/out.normalign-run.json 100 $child
  # It must not be done before the others have tried.
  kill -STOP $child
  for mode in --overwrite --resume ''; do
    # shellcheck disable=SC2086
    (program align --model "$model" --source all.en --target all.pt -o twice/out $mode 2>said)
    judge $? 1
    [ "$mode" = --overwrite ] && message=$(last)
  done
  kill -CONT $child
  wait $child
  [ -f clean.all ] || align --source all.en --target all.pt -o clean.all --jsonl clean.all.jsonl
  compare twice/out clean.all
  row "two runs on the same output (plain, --overwrite, --resume)" "$message"
  begin
  (program align --model "$model" --source all.en --target all.pt -o stale 2>said1) &
  child=$!
  until_lines stale.normalign-run.json 100 $child
  kill -9 $child
  wait $child 2>/dev/null
  align --source all.en --target all.pt -o stale
  judge $? 1
  message=$(last)
  align --source all.en --target all.pt -o stale --resume
  judge $? 0
  compare stale clean.all
  rm -f stale*
  (program align --model "$model" --source all.en --target all.pt -o stale 2>said1) &
  child=$!
  until_lines stale.normalign-run.json 100 $child
  kill -9 $child
  wait $child 2>/dev/null
  align --source all.en --target all.pt -o stale --overwrite
  judge $? 0
  compare stale clean.all
  row "the lock of a run that was killed, then --resume or --overwrite" "$message"
fi

if wanted stdin; then
  begin
  for command in "align --model $model --input -" "project --source - --strip"; do
    # shellcheck disable=SC2086
    (program $command) >shown 2>said <&-
    judge $? 1
    [ ! -s shown ] || wrong=$((wrong + $(wc -l <shown)))
  done
  row "no stdin (\`<&-\`)"
  begin
  (program align --model "$model" --source few.en --target few.pt) >&- 2>said
  judge $? 1
  (program align --model "$model" --source few.en --target few.pt -o quiet) >&- 2>said3
  compare quiet clean.few
  tried=$((tried + 1))
  row "no stdout (\`>&-\`)"
fi

echo "| fault | tried | crashed | lost lines | wrong lines | what the user sees |"
echo "|---|---|---|---|---|---|"
printf '%s' "$rows"
