namespace VoiceSmith.Training.Data.Layouts;

/// <summary>
/// LJ Speech: <c>metadata.csv</c> (<c>id|raw|normalised</c> or <c>id|text</c>, the last column is said) and <c>wavs/ID.*</c>;
/// optionally <c>splits/validation.txt</c> and <c>splits/excluded.txt</c> with an id a line.
/// </summary>
internal sealed class LjSpeechLayout : ICorpusLayout
{
    public string Name => "ljspeech";

    public bool Fits(string folder) => File.Exists(Path.Combine(folder, "metadata.csv"));

    public void Read(CorpusBuilder corpus)
    {
        var sounds = Path.Combine(corpus.Folder, "wavs");
        foreach (var line in File.ReadLines(Path.Combine(corpus.Folder, "metadata.csv")).Where(line => line.Length > 0))
        {
            var columns = line.Split('|');
            corpus.Add(columns[0], corpus.FolderName, columns.Length < 2 ? null : columns[^1], CorpusBuilder.FindSound(Path.Combine(sounds, columns[0])));
        }
        foreach (var id in Ids("validation"))
            corpus.KeepForValidation(id);
        foreach (var id in Ids("excluded"))
            corpus.Exclude(id);

        IEnumerable<string> Ids(string split) => Path.Combine(corpus.Folder, "splits", split + ".txt") is var path && File.Exists(path)
            ? File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0) : [];
    }
}
