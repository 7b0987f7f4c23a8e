#!/bin/bash
# Memory of its own that a training run has after 100, 300 and 1,000 steps, mapped files apart. Linux.
#   bench/Training/memory.sh acoustic|vocoder PROGRAM DATA [OPTIONS...]
# PROGRAM is a built voicesmith, DATA what its 'prepare' made. Options go to 'voicesmith train'.
set -euo pipefail
kind=$1 program=$2 data=$3
shift 3
work=$(mktemp -d)
run=
clean() {
    [ -z "$run" ] || kill "$run" || true
    rm -rf "$work"
}
trap clean EXIT
nice -n 19 "$program" train "$kind" --data "$data" --out "$work/run" --threads 1 --max-steps 1100 --log-every 100 \
    --validate-every 1000000 --checkpoint-every-minutes 1000 "$@" > "$work/output" 2>&1 &
run=$!
for step in 100 300 1000; do
    until grep -q "\"step\":$step," "$work/run/log.jsonl" 2> "$work/waiting"; do
        kill -0 "$run" || { cat "$work/output"; exit 1; }
        sleep 0.2
    done
    awk -v step=$step '/RssAnon/ { printf "step %d: %.0f MB\n", step, $2 / 1024 }' "/proc/$run/status"
done
