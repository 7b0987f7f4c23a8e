#!/usr/bin/env bash
# Measures a machine with a GPU, in at most eight minutes: what is found, throughput, listeners in real time, training.
# Usage: bench/gpu.sh [VOICESMITH] > gpu.json       the program, by default that of this repository's build
# Environment, all optional:
#   DEVICE      cpu, cuda, cuda:N or auto (auto)
#   UTTERANCES  utterances at once, for throughput ("1 8 32 128 512" on CUDA, else "1 4")
#   LISTENERS   listeners in real time ("20 100 500" on CUDA, else "4")
#   DURATION    seconds that each listens (20)
#   STEPS       steps of each training (40 on CUDA, else 3); 0 for none
#   CORPUS      recordings to train on; by default sentences that the voice speaks
#   TESTS       folder of published test programs; by default those of this repository's build
#   VOICE       voice that speaks, with training parts for joint training (voices/lj.voice of this repository; else the built-in one)
# Progress goes to standard error, one JSON object to standard output. A part that fails or runs out of time is null.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
voicesmith=$(realpath "${1:-$here/../src/Cli/bin/Release/net10.0/voicesmith}")
[ -x "$voicesmith" ] || { echo "There is no program '$voicesmith'. Build the solution, or name it." >&2; exit 1; }
device=${DEVICE:-auto}
voice=${VOICE:-$here/../voices/lj.voice}
spoken=()
[ -f "$voice" ] && spoken=(--voice "$voice")
shopt -s nullglob
tests=("$here"/../tests/*/bin/Release/net10.0/VoiceSmith.{Streaming,Training}.Tests)
[ -z "${TESTS:-}" ] || tests=("$TESTS"/VoiceSmith.*.Tests)
limit=480
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

left() { echo $((limit - SECONDS)); }

# Runs a command within the time that is left; its last line is JSON.
json() {
  echo "$*" | sed "s|$voicesmith|voicesmith|" >&2
  local last
  last=$(timeout --kill-after=5 "$(($(left) > 1 ? $(left) : 1))" "$@" 2>"$work/errors" | tail -1)
  case $last in
    {*) echo "$last" ;;
    *) tail -3 "$work/errors" >&2; echo null ;;
  esac
}

# Sums of the tests tagged gpu, which are skipped where there is none; null where there are no programs, or one died.
gpu_tests() {
  local program sums passed=0 failed=0 skipped=0
  [ "${#tests[@]}" -gt 0 ] || { echo null; return; }
  for program in "${tests[@]}"; do
    echo "$(basename "$program") -trait Category=gpu" >&2
    sums=$(timeout --kill-after=5 "$(($(left) > 1 ? $(left) : 1))" "$program" -trait Category=gpu -noColor -noLogo 2>&1 | tee "$work/errors" |
      sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+).*/\1 \2 \3 \4/p' | tail -1)
    [ -n "$sums" ] || { tail -3 "$work/errors" >&2; echo null; return; }
    read -r total errors fails skips <<<"$sums"
    passed=$((passed + total - fails - skips)) failed=$((failed + errors + fails)) skipped=$((skipped + skips))
  done
  echo "{\"passed\": $passed, \"failed\": $failed, \"skipped\": $skipped}"
}

found=$(json "$voicesmith" doctor "${spoken[@]}" --json)
case $device,$found in
  cuda*,* | auto,*'"speaks on cuda'*) accelerator=cuda utterances=${UTTERANCES:-1 8 32 128 512} listeners=${LISTENERS:-20 100 500} steps=${STEPS:-40} ;;
  *) accelerator=cpu utterances=${UTTERANCES:-1 4} listeners=${LISTENERS:-4} steps=${STEPS:-3} ;;
esac
printf '{"accelerator": "%s", "doctor": %s' "$accelerator" "$found"
printf ', "tests": %s' "$(gpu_tests)"

# shellcheck disable=SC2086 # a list of numbers
printf ', "throughput": %s' "$(json "$voicesmith" bench throughput "${spoken[@]}" --device "$device" --utterances $utterances --runs 3 --json)"
for count in $listeners; do
  printf ', "streams_%s": %s' "$count" "$(json "$voicesmith" bench streams "${spoken[@]}" --device "$device" --listeners "$count" --seconds "${DURATION:-20}" --json)"
done

corpus_of_sentences() {
  mkdir -p "$work/corpus/wavs"
  for number in $(seq 1 24); do
    echo "s$number|Sentence number $number was said by the voice itself, so that there is something to learn from here."
  done >"$work/corpus/metadata.csv"
  "$voicesmith" speak "${spoken[@]}" --batch "$work/corpus/metadata.csv" --out "$work/corpus/wavs" --quiet
}

# Steps per second of the last line of a run's log.
train() {
  local name=$1
  shift
  echo "train $name --max-steps $steps" >&2
  if [ "$(left)" -gt 10 ] && timeout --kill-after=5 "$(left)" "$voicesmith" train "$@" --data "$work/data" --out "$work/$name" \
    --max-steps "$steps" --log-every "$steps" --validate-every 1000000 --accelerator "$accelerator" >"$work/errors" 2>&1; then
    sed -nE 's/.*"steps\/s":([0-9.eE+-]+).*/\1/p' "$work/$name/log.jsonl" | tail -1
  else
    tail -3 "$work/errors" >&2
    echo null
  fi
}

if [ "$steps" -gt 0 ]; then
  corpus=${CORPUS:-$work/corpus}
  if { [ -n "${CORPUS:-}" ] || corpus_of_sentences; } && "$voicesmith" prepare "$corpus" --out "$work/data" >"$work/errors" 2>&1; then
    printf ', "steps_per_second": {"acoustic": %s' "$(train acoustic acoustic --aligner-steps 0)"
    printf ', "vocoder": %s' "$(train vocoder vocoder --segment-frames 72)"
    printf ', "univnet": %s' "$(train univnet univnet)"
    [ -f "$voice" ] && [ "$accelerator" = cuda ] &&
      printf ', "joint": %s' "$(train joint joint --from "$voice" --vocoder "$voice" --batch-size 28 --segment-frames 72)"
    printf '}'
  else
    tail -3 "$work/errors" >&2
    printf ', "steps_per_second": null'
  fi
fi
printf ', "seconds": %s}\n' "$SECONDS"
