#!/bin/sh
# All runs one after another: en-pt, pt-en, then a second seed of en-pt. A run that is killed is taken up again from its
# checkpoint; a run that is done is passed over. So this command, too, goes on when it is started again. Asked to stop (SIGTERM,
# Ctrl-C) it has the run write its checkpoint and ends with status 3; it does not try again what is wrong with the command (status 2).
#
#   scripts/train/all.sh MINUTES [options of train.sh]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
minutes=$1
shift
child= stopped=
trap 'stopped=yes; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null || true' TERM INT
for run in "en-pt 1" "pt-en 1" "en-pt 2"; do
    tries=0
    while :; do
        "$here/train.sh" --direction "${run% *}" --seed "${run#* }" --minutes "$minutes" "$@" &
        child=$! status=0
        wait "$child" || status=$?
        while kill -0 "$child" 2>/dev/null; do  # the trap ended the waiting, the run is writing its checkpoint
            status=0
            wait "$child" || status=$?
        done
        child=
        [ -z "$stopped" ] || exit 3
        case $status in
            0) break ;;
            2 | 3) exit "$status" ;;
        esac
        tries=$((tries + 1))
        if [ "$tries" -ge 10 ]; then
            echo "$run failed $tries times; the reason stands above" >&2
            exit 1
        fi
        sleep 20
        [ -z "$stopped" ] || exit 3
    done
done
