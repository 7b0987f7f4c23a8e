#!/usr/bin/env bash
# Mutation testing by Stryker: changes the code of an area in one place after another, and counts the changes that its
# tests notice.
# Usage: build/mutation.sh contract|sentences|checkpoints|scheduling [OUT]
# The report is written to OUT, ./TestResults/mutation/AREA by default.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
area=${1:-}
case "$area" in
  contract) tests=Contracts.Tests project=Contracts only='' files=('**/ContractJson.cs' '**/SpeakEventFormatter.cs') ;;
  sentences) tests=Text.Tests project=Text only=Sentences files=('**/Sentences/*.cs') ;;
  scheduling) tests=Streaming.Tests project=Streaming only=Scheduling files=('**/Scheduling/*.cs') ;;
  checkpoints) tests=Models.Tests project=Models only=Checkpoints files=('**/Checkpoints/**/*.cs') ;;
  *) sed -n '2,5s/^# //p' "$0"; exit 2 ;;
esac
out=$(realpath -m "${2:-$root/TestResults/mutation/$area}")
cd "$root/tests/$tests"
dotnet tool restore >/dev/null
OnlyTests=$only dotnet stryker --test-runner mtp --project "VoiceSmith.$project.csproj" --configuration Release --concurrency 1 \
  --reporter Json --reporter Html --reporter Progress --skip-version-check --output "$out" "${files[@]/#/--mutate=}"
