#!/usr/bin/env bash
# Writes the bill of materials of the programs and the web clients, as CycloneDX JSON.
# Usage: build/sbom.sh [FOLDER]
# FOLDER is ./sbom by default. Needs a restored solution (dotnet restore) and npm 10 or later.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$(realpath -m "${1:-sbom}")
mkdir -p "$out"
cd "$root"
version=$(sed -nE 's:.*<Version>(.*)</Version>.*:\1:p' Directory.Build.props)
dotnet tool restore -v quiet
dotnet dotnet-CycloneDX src/Cli/VoiceSmith.Cli.csproj --disable-package-restore --output-format Json \
  --output "$out" --filename voicesmith.cdx.json --set-type Application --set-name VoiceSmith --set-version "$version" >"$out/log"
(cd clients && npm sbom --package-lock-only --omit dev --sbom-format cyclonedx) >"$out/clients.cdx.json"
for file in voicesmith clients; do
  echo "$out/$file.cdx.json: $(grep -c '"purl"' "$out/$file.cdx.json") components"
done
rm "$out/log"
