namespace VoiceSmith.Training.Corpora;

/// <summary>
/// VCTK: <c>txt/SPEAKER/ID.txt</c>, and sound in <c>wav48_silence_trimmed/SPEAKER/ID_mic1.flac</c> (version 0.92) or
/// <c>wav48/SPEAKER/ID.wav</c>. Of two microphones the first is used, as some speakers lack the second.
/// </summary>
internal sealed class VctkLayout : ICorpusLayout
{
    private const string FirstMicrophone = "_mic1",
        SecondMicrophone = "_mic2";
    private static readonly string[] SoundFolders = ["wav48_silence_trimmed", "wav48", "wav22", "wav16"];

    public string Name => "vctk";

    public bool Fits(string folder) => Directory.Exists(Path.Combine(folder, "txt")) && SoundFolder(folder) is not null;

    public void Read(CorpusBuilder corpus)
    {
        var sounds =
            SoundFolder(corpus.Folder)
            ?? throw new InvalidDataException($"there is none of the folders {string.Join(", ", SoundFolders)}");
        foreach (var folder in Directory.EnumerateDirectories(sounds))
        {
            var speaker = Path.GetFileName(folder);
            foreach (var path in Directory.EnumerateFiles(folder).Where(SoundFiles.IsSound))
            {
                var name = Path.GetFileNameWithoutExtension(path);
                if (name.EndsWith(SecondMicrophone, StringComparison.Ordinal))
                    continue;
                var isFirst = name.EndsWith(FirstMicrophone, StringComparison.Ordinal);
                var id = isFirst ? name[..^FirstMicrophone.Length] : name;
                var text = Path.Combine(corpus.Folder, "txt", speaker, id + ".txt");
                // The texts of one speaker are lost.
                corpus.Add(id, speaker, File.Exists(text) ? File.ReadAllText(text) : null, path, "en");
            }
        }
    }

    private static string? SoundFolder(string folder) =>
        SoundFolders.Select(name => Path.Combine(folder, name)).FirstOrDefault(Directory.Exists);
}
