using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Encoder of the prosody of a whole recording, in the reference form.</summary>
public sealed class UtteranceProsodyEncoder : Module
{
    private readonly ReferenceEncoder encoder;
    private readonly Linear encoder_prj,
        encoder_bottleneck;
    private readonly StyleTokenLayer stl;
    private readonly Dropout dropout;

    /// <summary>An instance with fresh weights.</summary>
    public UtteranceProsodyEncoder(ProsodyConfig config, int melBands, int channels, bool compat)
        : base(nameof(UtteranceProsodyEncoder))
    {
        encoder = new(config, melBands, AcousticForm.Reference);
        encoder_prj = Linear(config.GruChannels, channels / 2);
        stl = new(config.Tokens, channels, compat);
        encoder_bottleneck = Linear(channels, config.UtteranceChannels);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
    }

    /// <param name="mel">Log-mel, [batch, band, frame].</param>
    /// <param name="lengths">Frames of each, [batch].</param>
    /// <returns>[batch, 1, channel]</returns>
    public Tensor Forward(Tensor mel, Tensor lengths)
    {
        using var scope = NewDisposeScope();
        var (_, _, _, state) = encoder.Forward(mel, lengths);
        return dropout.call(encoder_bottleneck.call(stl.Forward(encoder_prj.call(state)))).MoveToOuterDisposeScope();
    }
}

/// <summary>Encoder of the prosody of each phoneme by attention over frames, in the reference form.</summary>
public sealed class PhonemeProsodyEncoder : Module
{
    private readonly ReferenceEncoder encoder;
    private readonly Linear encoder_prj,
        encoder_bottleneck;
    private readonly ConformerSelfAttention attention;

    /// <summary>An instance with fresh weights.</summary>
    /// <param name="config">Sizes of the encoder.</param>
    /// <param name="melBands">Mel bands.</param>
    /// <param name="conformer">Width, heads and dropout of the attention.</param>
    public PhonemeProsodyEncoder(ProsodyConfig config, int melBands, ConformerConfig conformer)
        : base(nameof(PhonemeProsodyEncoder))
    {
        encoder = new(config, melBands, AcousticForm.Reference);
        encoder_prj = Linear(config.GruChannels, conformer.Channels);
        attention = new(conformer, AcousticForm.Reference);
        encoder_bottleneck = Linear(conformer.Channels, config.PhonemeChannels);
        RegisterComponents();
    }

    /// <param name="x">Features of phonemes, [batch, phoneme, channel].</param>
    /// <param name="padding">True at padded phonemes, [batch, phoneme, 1].</param>
    /// <param name="mel">Log-mel, [batch, band, frame].</param>
    /// <param name="lengths">Frames of each, [batch].</param>
    /// <returns>[batch, phoneme, channel]; zero where padded.</returns>
    public Tensor Forward(Tensor x, Tensor padding, Tensor mel, Tensor lengths)
    {
        using var scope = NewDisposeScope();
        var (_, states, shorter, _) = encoder.Forward(mel, lengths);
        var beyond = ReferenceEncoder.Padding(shorter, states.size(1)); // [batch, time']
        var frames = encoder_prj.call(states.masked_fill(beyond.unsqueeze(2), 0)); // [batch, time', channel]
        var positions = PositionTable.Sinusoids(frames.size(1), frames.size(2), frames.device);
        var (output, _) = attention.Forward(x, frames, positions, beyond.unsqueeze(1).unsqueeze(1));
        return encoder_bottleneck.call(output).masked_fill(padding, 0).MoveToOuterDisposeScope();
    }
}
