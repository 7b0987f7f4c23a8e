#!/bin/bash
# Seconds of recordings that training takes in per second of the processor: this project's first trainer against today's.
#   bench/Training/compare.sh CORPUS [PAIRS [acoustic|vocoder]]
# See README.md beside this file for what is done.
set -euo pipefail
corpus=${1:?Name a folder in the layout of LJ Speech: metadata.csv and wavs/.} pairs=${2:-5} kinds=${3:-acoustic vocoder}
clips=${CLIPS:-160} first_commit=0f2eedc validation=8 batch=16
vocoder_short=10 vocoder_long=70 vocoder_frames=$((6 * 88)) hop=256 rate=22050    # of both: 6 segments of 88 frames a step
root=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
work=$(mktemp -d)
clean() {
    git -C "$root" worktree remove --force "$work/source" 2> "$work/removed" || true    # there is none where FIRST names a program
    rm -rf "$work"
}
trap clean EXIT

build() { # FOLDER OUT
    echo "Building $1" >&2
    dotnet build -c Release -v:q -p:RunAnalyzers=false -o "$2" "$1/src/Cli" > "$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
}
first=${FIRST:-$work/first-program} now=${NOW:-$work/now-program}
if [ -z "${FIRST:-}" ]; then
    git -C "$root" worktree add --quiet --detach "$work/source" "$first_commit"
    build "$work/source" "$first"
fi
[ -n "${NOW:-}" ] || build "$root" "$now"

# Some of the corpus, spread evenly over it: the same recordings for both.
mkdir -p "$work/corpus/splits"
ln -s "$(realpath "$corpus")/wavs" "$work/corpus/wavs"
awk -v want="$clips" '{ line[NR] = $0 } END { if (want > NR) want = NR; for (i = 0; i < want; i++) print line[1 + int(i * NR / want)] }' \
    "$corpus/metadata.csv" > "$work/corpus/metadata.csv"
awk -F'|' -v all="$(wc -l < "$work/corpus/metadata.csv")" -v want=$validation 'NR % int(all / want) == 0 && n++ < want { print $1 }' \
    "$work/corpus/metadata.csv" > "$work/corpus/splits/validation.txt"
for name in first now; do
    "${!name}/voicesmith" prepare "$work/corpus" --out "$work/data-$name" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
done

training() { # DATA: lengths in frames of the recordings that are trained on
    tr '{' '\n' < "$1/dataset.json" | sed -n 's/.*"Validation":false.*"Frames":\([0-9]*\).*/\1/p'
}
seconds_of() { awk -v frames="$1" -v hop=$hop -v rate=$rate 'BEGIN { print frames * hop / rate }'; }

leg() { # NAME KIND OPTIONS...: seconds of the processor, user and system, of a whole run
    local name=$1 kind=$2 tries=0
    shift 2
    TIMEFORMAT='%U %S'
    while rm -rf "$work/run"; ! { time "${!name}/voicesmith" train "$kind" --data "$work/data-$name" --out "$work/run" --threads 1 \
        --validate-every 1000000 "$@" > "$work/log" 2>&1; } 2> "$work/time"; do
        cat "$work/log" >&2
        [ $((++tries)) -lt 3 ] || exit 1
        echo "A run of '$name' failed; again." >&2
    done
    awk '{ print $1 + $2 }' "$work/time"
}
cost() { # NAME KIND: milliseconds of the processor per second of recordings, from two lengths of run
    local steps short long audio
    if [ "$2" = vocoder ]; then
        short=$(leg "$1" vocoder --max-steps $vocoder_short)
        long=$(leg "$1" vocoder --max-steps $vocoder_long)
        audio=$(seconds_of $((vocoder_frames * (vocoder_long - vocoder_short))))
    else            # the first step is the aligner's; then an epoch without one step, or two: the difference is a whole epoch
        audio=$(seconds_of "$(training "$work/data-$1" | awk '{ sum += $1 } END { print sum }')")
        if [ "$1" = first ]; then
            steps=$((($(training "$work/data-first" | wc -l) + batch - 1) / batch))
            short=$(leg first acoustic --aligner-steps 1 --max-steps $steps)
            long=$(leg first acoustic --aligner-steps 1 --max-steps $((2 * steps)))
        else
            short=$(leg now acoustic --aligner-steps 1 --batch-size $batch --max-epochs 1)
            long=$(leg now acoustic --aligner-steps 1 --batch-size $batch --max-epochs 2)
        fi
    fi
    awk -v short="$short" -v long="$long" -v audio="$audio" 'BEGIN { printf "%.2f", 1000 * (long - short) / audio }'
}

for kind in $kinds; do
    : > "$work/ratios"
    for pair in $(seq "$pairs"); do
        a=$(cost first "$kind")
        b=$(cost now "$kind")
        awk -v a="$a" -v b="$b" 'BEGIN { print a / b, a, b }' >> "$work/ratios"
        awk -v k="$kind" -v p="$pair" 'END { printf "%s, pair %d: first %.1f ms, now %.1f ms of the processor per second of recordings: %.2f times\n", k, p, $2, $3, $1 }' "$work/ratios"
    done
    sort -n "$work/ratios" | awk -v k="$kind" '{ r[NR] = $1 } END { printf "%s, median of %d: %.2f times as much per second of the processor\n", k, NR, NR % 2 ? r[(NR + 1) / 2] : (r[NR / 2] + r[NR / 2 + 1]) / 2 }'
done
