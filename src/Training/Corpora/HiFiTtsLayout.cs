using System.Text.RegularExpressions;

namespace VoiceSmith.Training.Corpora;

/// <summary>
/// Hi-Fi TTS: manifests <c>READER_manifest_QUALITY_SPLIT.json</c> with a JSON object per line, of <c>audio_filepath</c>
/// and <c>text_normalized</c> or <c>text</c>. The split <c>dev</c> is for validation, <c>test</c> is excluded.
/// </summary>
internal sealed partial class HiFiTtsLayout : ICorpusLayout
{
    private static readonly string[] TextMembers = ["text_normalized", "text", "text_no_preprocessing"];

    public string Name => "hifitts";

    public bool Fits(string folder) => Manifests(folder).Any();

    public void Read(CorpusBuilder corpus)
    {
        foreach (var manifest in Manifests(corpus.Folder))
        {
            var parts = ManifestName().Match(Path.GetFileName(manifest)).Groups;
            foreach (var line in File.ReadLines(manifest).Where(line => line.Length > 0))
            {
                var entry = JsonLine.Values(line);
                var sound =
                    entry?.GetValueOrDefault("audio_filepath")
                    ?? throw new InvalidDataException($"a line of {Path.GetFileName(manifest)} has no audio_filepath");
                var id = Path.ChangeExtension(sound, null);
                id = id.StartsWith("audio/", StringComparison.Ordinal) ? id["audio/".Length..] : id;
                var text = TextMembers
                    .Select(name => entry.GetValueOrDefault(name))
                    .FirstOrDefault(text => text is not null);
                corpus.Add(id, parts["reader"].Value, text, Path.Combine(corpus.Folder, sound), "en");
                if (parts["split"].Value == "dev")
                    corpus.KeepForValidation(id);
                else if (parts["split"].Value == "test")
                    corpus.Exclude(id);
            }
        }
    }

    private static IEnumerable<string> Manifests(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.json")
            .Where(path => ManifestName().IsMatch(Path.GetFileName(path)))
            .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^(?<reader>\d+)_manifest_\w+?_(?<split>train|dev|test)\.json$")]
    private static partial Regex ManifestName();
}
