namespace VoiceSmith.Training.Data.Layouts;

/// <summary>
/// VCTK: <c>txt/SPEAKER/ID.txt</c>, and sound in <c>wav48_silence_trimmed/SPEAKER/ID_mic1.flac</c> (version 0.92) or <c>wav48/SPEAKER/ID.wav</c>.
/// Of two microphones the first is taken, as the second lacks for some speakers.
/// </summary>
internal sealed class VctkLayout : ICorpusLayout
{
    private static readonly string[] SoundFolders = ["wav48_silence_trimmed", "wav48", "wav22", "wav16"];

    public string Name => "vctk";

    public bool Fits(string folder) => Directory.Exists(Path.Combine(folder, "txt")) && SoundFolder(folder) is not null;

    public void Read(CorpusBuilder corpus)
    {
        var sounds = SoundFolder(corpus.Folder) ?? throw new InvalidDataException($"none of {string.Join(", ", SoundFolders)} is there");
        foreach (var folder in Directory.EnumerateDirectories(sounds))
        {
            var speaker = Path.GetFileName(folder);
            foreach (var path in Directory.EnumerateFiles(folder).Where(CorpusBuilder.IsSound))
            {
                var name = Path.GetFileNameWithoutExtension(path);
                if (name.EndsWith("_mic2", StringComparison.Ordinal))
                    continue;
                var id = name.EndsWith("_mic1", StringComparison.Ordinal) ? name[..^"_mic1".Length] : name;
                var text = Path.Combine(corpus.Folder, "txt", speaker, id + ".txt");
                corpus.Add(id, speaker, File.Exists(text) ? File.ReadAllText(text) : null, path, "en"); // one speaker's texts were lost
            }
        }
    }

    private static string? SoundFolder(string folder) => SoundFolders.Select(name => Path.Combine(folder, name)).FirstOrDefault(Directory.Exists);
}
