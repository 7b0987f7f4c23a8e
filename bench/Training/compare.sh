#!/bin/sh
# Processor time that training takes per second of recordings, of two versions of the program in turn.
#   compare.sh acoustic|vocoder RUNS NAME=PROGRAM=DATA NAME=PROGRAM=DATA
# PROGRAM is a built voicesmith, DATA what its own `prepare` made of one corpus. Each run starts anew (aligner first for one step), ends
# after 4 and then after 24 steps, and the difference is divided by the steps between. Prints seconds of the processor per step and run.
set -eu
kind=$1 runs=$2
shift 2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
extra=""
[ "$kind" = acoustic ] && extra="--batch-size 8 --aligner-steps 1"

seconds() { # PROGRAM DATA STEPS
    rm -rf "$out/run"
    # shellcheck disable=SC2086
    /usr/bin/env time -f "%U %S" -o "$out/time" "$1" train "$kind" --data "$2" --out "$out/run" --threads 1 $extra \
        --max-steps "$3" --validate-every 100000 > "$out/log" 2>&1 || { cat "$out/log"; exit 1; }
    awk '{ print $1 + $2 }' "$out/time"
}

for run in $(seq "$runs"); do
    for version in "$@"; do
        name=${version%%=*} rest=${version#*=}
        short=$(seconds "${rest%%=*}" "${rest#*=}" 4)
        long=$(seconds "${rest%%=*}" "${rest#*=}" 24)
        awk -v n="$name" -v r="$run" -v s="$short" -v l="$long" 'BEGIN { printf "%s, run %d: %.3f\n", n, r, (l - s) / 20 }'
    done
done
