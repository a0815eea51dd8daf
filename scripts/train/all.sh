#!/bin/sh
# All runs one after another: en-pt, pt-en, then a second seed of en-pt. A run that is killed is taken up again from its
# checkpoint; a run that is done is passed over. So this command, too, goes on when it is started again.
#
#   scripts/train/all.sh MINUTES [options of train.sh]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
minutes=$1
shift
for run in "en-pt 1" "pt-en 1" "en-pt 2"; do
    tries=0
    until "$here/train.sh" --direction "${run% *}" --seed "${run#* }" --minutes "$minutes" "$@"; do
        tries=$((tries + 1))
        if [ "$tries" -ge 10 ]; then
            echo "$run failed $tries times; the reason stands above" >&2
            exit 1
        fi
        sleep 20
    done
done
