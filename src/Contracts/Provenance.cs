namespace VoiceSmith.Contracts;

/// <summary>Origin of a voice's weights: training, data, rights and scores. Member names are file format.</summary>
public sealed record Provenance
{
    /// <summary>Training steps of the acoustic model.</summary>
    public long AcousticStep { get; init; }

    /// <summary>Training steps of the vocoder.</summary>
    public long VocoderStep { get; init; }

    /// <summary>SHA-256 of the training data, lower-case hex; empty if unknown.</summary>
    public string DataHash { get; init; } = "";

    /// <summary>Licence of the training data, and so of the voice.</summary>
    public string Licence { get; init; } = "";

    /// <summary>The consent statement for the recorded speaker.</summary>
    public string Consent { get; init; } = "";

    /// <summary>Author of <see cref="Consent"/>; empty if nobody is named.</summary>
    public string ConsentBy { get; init; } = "";

    /// <summary>Version of the voice that this one was trained from; empty for none.</summary>
    public string Parent { get; init; } = "";

    /// <summary>Scores at packing, by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}
