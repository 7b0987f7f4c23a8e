namespace VoiceSmith.Models.G2P;

/// <summary>Sizes of a grapheme-to-phoneme model, as stored in a checkpoint: member names are file format.</summary>
public sealed record GraphemeToPhonemeConfig
{
    /// <summary>Rows of the letter embedding: none, a to z, the apostrophe.</summary>
    public int Letters { get; init; } = 28;

    /// <summary>Outputs: the blank, then <see cref="Text.Phonemes.Arpabet.Symbols"/>.</summary>
    public int Symbols { get; init; } = 70;

    /// <summary>Width of the transformer.</summary>
    public int Channels { get; init; } = 192;

    /// <summary>Width inside the feed-forward layers.</summary>
    public int HiddenChannels { get; init; } = 384;

    /// <summary>Transformer layers.</summary>
    public int Layers { get; init; } = 6;

    /// <summary>Attention heads.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Letters that the first convolution sees.</summary>
    public int KernelSize { get; init; } = 5;

    /// <summary>Distances between letters that attention tells apart, to each side.</summary>
    public int PositionRange { get; init; } = 12;

    /// <summary>Outputs for each letter. The longest pronunciation is this many times as long as the word.</summary>
    public int SlotsPerLetter { get; init; } = 3;

    /// <summary>The layer after which the model reads its own first guess.</summary>
    public int GuessAfterLayer { get; init; } = 3;

    /// <summary>Share of activations dropped in training.</summary>
    public double Dropout { get; init; } = 0.1;
}
