namespace VoiceSmith.Bench.Fuzz;

/// <summary>A reader under attack.</summary>
/// <param name="Name">Its name on the command line, and of its folder in the corpus.</param>
/// <param name="Read">
/// Reads one input. A <see cref="VoiceSmithException"/> is a refusal; every other exception is a finding.
/// </param>
/// <param name="Seeds">Inputs to begin with, beside those of the corpus.</param>
/// <param name="Tokens">Pieces that the format is made of.</param>
/// <param name="MaxLength">Longest input in bytes.</param>
internal sealed record Harness(
    string Name,
    Action<byte[]> Read,
    IReadOnlyList<byte[]> Seeds,
    IReadOnlyList<byte[]> Tokens,
    int MaxLength = 1 << 11
)
{
    /// <summary>All harnesses by name; each is made when it is asked for.</summary>
    public static IReadOnlyDictionary<string, Func<Harness>> All { get; } =
        new Dictionary<string, Func<Harness>>
        {
            ["text"] = TextHarnesses.FrontEnd,
            ["ssml"] = TextHarnesses.Markup,
            ["lexicon"] = TextHarnesses.Lexicon,
            ["wav"] = FileHarnesses.Wav,
            ["safetensors"] = FileHarnesses.SafeTensorsFile,
            ["checkpoint"] = FileHarnesses.Checkpoint,
            ["voice"] = FileHarnesses.VoiceFile,
            ["archive"] = DataHarnesses.Archive,
            ["metadata"] = DataHarnesses.Metadata,
            ["http"] = ServerHarnesses.Http,
            ["hub"] = ServerHarnesses.Hub,
            ["wyoming"] = ServerHarnesses.Wyoming,
        };

    /// <summary>UTF-8 of texts.</summary>
    public static byte[][] Bytes(params string[] texts) => [.. texts.Select(System.Text.Encoding.UTF8.GetBytes)];
}
