#!/usr/bin/env bash
# Packs the command line and the server for machines without .NET: one archive for Linux on x64, without libtorch.
# Usage: build/publish-portable.sh [ARCHIVE [VOICE]]
# ARCHIVE is voicesmith-linux-x64.tar.xz by default. A VOICE of voices/ is built in; without it the archive is half as large,
# and the program is given voices with --voice FILE or --Voices:Paths:0 FILE.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
archive=$(realpath -m "${1:-voicesmith-linux-x64.tar.xz}")
voice=${2:-}
[ -z "$voice" ] || [ -f "$root/voices/$voice.voice" ] || { echo "There is no voice '$voice' in $root/voices: name one that is." >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A copy of the sources, with one voice or none to build in.
mkdir "$work/source"
tar -C "$root" -c --exclude=bin --exclude=obj --exclude=node_modules --exclude=.git --exclude=TestResults \
  Directory.Build.props Directory.Packages.props BannedSymbols.txt global.json .editorconfig README.md build clients src ${voice:+"voices/$voice.voice"} |
  tar -C "$work/source" -x
dotnet publish "$work/source/src/Cli/VoiceSmith.Cli.csproj" -c Release -r linux-x64 --self-contained -o "$work/voicesmith" \
  -p:TorchBackend=none -p:DebugType=none -v quiet -clp:NoSummary
# Not needed to run: symbols, docs and debuggers' libraries.
find "$work/voicesmith" \( -name '*.pdb' -o -name '*.xml' -o -name 'libmscord*.so' \) -delete
cp "$root/LICENSE" "$root/THIRD-PARTY-NOTICES.md" "$work/voicesmith"
tar -C "$work" -c voicesmith | xz -T0 -9e >"$archive"
echo "$archive: $(du -m "$archive" | cut -f1) MB"
