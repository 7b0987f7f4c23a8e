using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;

namespace VoiceSmith.Training.Checkpoints;

/// <summary>Kinds of checkpoints that hold networks of a voice, and the prefixes of their keys: file format.</summary>
internal static class CheckpointKind
{
    /// <summary>An acoustic model, of 'train acoustic' or 'finetune'.</summary>
    public const string Acoustic = "acoustic";

    /// <summary>A source-filter vocoder, of 'train vocoder'.</summary>
    public const string Vocoder = "vocoder";

    /// <summary>Both, of 'train joint'; their sizes are a <see cref="JointConfig"/>.</summary>
    public const string Joint = "joint";

    /// <summary>UnivNet with its discriminators, of 'train univnet'.</summary>
    public const string UnivNet = "univnet";

    /// <summary>Prefix of the acoustic model's keys in a joint checkpoint.</summary>
    public const string JointAcousticPrefix = "acoustic_model.";

    /// <summary>Prefix of the vocoder's keys in a joint checkpoint.</summary>
    public const string JointVocoderPrefix = "vocoder.";

    /// <summary>Prefix of the generator's keys in a UnivNet checkpoint.</summary>
    public const string UnivNetGeneratorPrefix = "univnet.";
}

/// <summary>Sizes of both networks of a joint checkpoint: member names are file format.</summary>
/// <param name="Acoustic">Sizes of the acoustic model.</param>
/// <param name="Vocoder">Sizes of the vocoder.</param>
public sealed record JointConfig(AcousticConfig Acoustic, SourceFilterConfig Vocoder);
