using System.Security.Cryptography;
using System.Text.Json;
using VoiceSmith.Audio;
using VoiceSmith.Training.Corpora;

namespace VoiceSmith.Training.Segmentation;

/// <summary>A piece of a long recording as an entry of a corpus.</summary>
/// <param name="Recording">Its sound file and text.</param>
/// <param name="Doubt">Reason that a person should listen first; null where nothing is doubtful.</param>
public sealed record PieceRecording(Recording Recording, string? Doubt);

/// <summary>Pieces of a corpus's long recordings, in a folder of their own: sounds and <c>pieces.json</c>.</summary>
/// <param name="folder">The folder; created by the first cut.</param>
public sealed class LongRecordings(string folder)
{
    private const string ListFile = "pieces.json";
    private const int LongText = 250; // letters: longer texts take more than 15 s to read

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Cuts what is new or changed, and forgets what is gone.</summary>
    /// <param name="corpus">The corpus as uploaded.</param>
    /// <param name="longest">Recordings up to this duration stay whole.</param>
    /// <param name="cutter">Makes a cutter; called if there is something to cut.</param>
    /// <param name="progress">Receives seconds of long recordings done, and of all.</param>
    /// <param name="cancellationToken">Cancels; finished recordings stay cut.</param>
    /// <exception cref="VoiceSmithException">VS5003: a sound file needs ffmpeg, which is missing.</exception>
    public void Cut(
        Corpus corpus,
        TimeSpan longest,
        Func<RecordingCutter> cutter,
        Action<int, int> progress,
        CancellationToken cancellationToken
    )
    {
        var known = ReadList();
        var list = new Dictionary<string, CutEntry>();
        foreach (var recording in corpus.Recordings.Where(one => one.Text.Length > LongText))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = KeyOf(recording);
            if (known.TryGetValue(recording.Id, out var before) && before.Key == key)
                list[recording.Id] = before;
            else if (TryRead(recording.Path) is { } clip && clip.Duration > longest)
                list[recording.Id] = CutOne(recording, key, clip, cutter(), progress, cancellationToken);
        }
        if (known.Count + list.Count == 0)
            return;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, ListFile), JsonSerializer.Serialize(list, Json));
    }

    /// <summary>The pieces, in order, by the id of their long recording.</summary>
    /// <param name="corpus">The corpus as uploaded.</param>
    public IReadOnlyDictionary<string, IReadOnlyList<PieceRecording>> PiecesOf(Corpus corpus)
    {
        var list = ReadList();
        return corpus
            .Recordings.Where(one => list.ContainsKey(one.Id))
            .ToDictionary(
                one => one.Id,
                one =>
                    (IReadOnlyList<PieceRecording>)
                        [
                            .. list[one.Id]
                                .Pieces.Select(piece => new PieceRecording(
                                    one with
                                    {
                                        Id = piece.Id,
                                        Text = piece.Text,
                                        Path = PathOf(piece.Id),
                                    },
                                    piece.Doubt
                                )),
                        ]
            );
    }

    /// <summary>Sentences that were not found, by the id of their long recording.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> NotFound() =>
        ReadList().ToDictionary(entry => entry.Key, entry => entry.Value.NotFound);

    private CutEntry CutOne(
        Recording recording,
        string key,
        AudioClip clip,
        RecordingCutter cutter,
        Action<int, int> progress,
        CancellationToken cancellationToken
    )
    {
        var seconds = clip.Duration.TotalSeconds;
        var mono = clip.ToMono();
        var cut = cutter.Cut(
            mono,
            recording.Text,
            share => progress((int)(share * seconds), (int)seconds),
            cancellationToken
        );
        Directory.CreateDirectory(folder);
        var pieces = new List<PieceEntry>();
        foreach (var piece in cut.Pieces)
        {
            var id = $"{recording.Id}-{pieces.Count + 1:D4}";
            var (start, end) = (SampleOf(piece.Start, mono), SampleOf(piece.End, mono));
            WavFile.Write(PathOf(id), new AudioClip(mono.Samples[start..end], mono.SampleRate));
            pieces.Add(new(id, piece.Text, piece.Start.TotalSeconds, piece.End.TotalSeconds, piece.Fit, piece.Doubt));
        }
        return new(key, pieces, cut.NotFound);
    }

    private static int SampleOf(TimeSpan time, AudioClip clip) =>
        Math.Clamp((int)(time.TotalSeconds * clip.SampleRate), 0, clip.Length);

    private string PathOf(string id) => Path.Combine(folder, id + ".wav");

    /// <summary>Hash of sound and text.</summary>
    private static string KeyOf(Recording recording)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(recording.Text));
        using var stream = File.OpenRead(recording.Path);
        var buffer = new byte[1 << 16];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>The sound; null where it cannot be read, which preparing tells.</summary>
    private static AudioClip? TryRead(string path)
    {
        try
        {
            return AudioDecoder.Read(path) is var clip && clip.Samples.All(float.IsFinite) ? clip : null;
        }
        catch (Exception error) when (error is (VoiceSmithException and not FfmpegMissingException) or IOException)
        {
            return null;
        }
    }

    private Dictionary<string, CutEntry> ReadList()
    {
        var path = Path.Combine(folder, ListFile);
        return File.Exists(path)
            ? JsonSerializer.Deserialize<Dictionary<string, CutEntry>>(File.ReadAllText(path), Json) ?? []
            : [];
    }

    /// <summary>A long recording in the list. Names are file format.</summary>
    private sealed record CutEntry(string Key, IReadOnlyList<PieceEntry> Pieces, IReadOnlyList<string> NotFound);

    /// <summary>A piece in the list. Names are file format.</summary>
    private sealed record PieceEntry(string Id, string Text, double Start, double End, double Fit, string? Doubt);
}
