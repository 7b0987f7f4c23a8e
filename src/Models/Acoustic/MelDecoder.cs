using VoiceSmith.Models.Layers;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Controls of a sentence.</summary>
public sealed record SpeechControls
{
    /// <summary>Speed against that of training: 1.25 takes a fifth less time.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>Factor on pitch, for models whose pitch is in hertz.</summary>
    public double PitchFactor { get; init; } = 1;

    /// <summary>Added to pitch, in the model's units (standard deviations of ln F0).</summary>
    public double PitchOffset { get; init; }

    /// <summary>Added to energy, in the model's units (standard deviations of ln energy).</summary>
    public double EnergyOffset { get; init; }

    /// <summary>Row of the voice's speaker table.</summary>
    public int Speaker { get; init; }

    /// <summary>Row of the voice's language table.</summary>
    public int Language { get; init; }

    /// <summary>
    /// Decides the noise of the decoder, for models that have any in synthesis: see
    /// <see cref="AcousticConfig.SynthesisNoise"/>.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>For each phoneme how it differs; null where none does.</summary>
    public IReadOnlyList<LocalControls>? Local { get; init; }
}

/// <summary>Controls of one phoneme, relative to its sentence.</summary>
/// <param name="Rate">Factor on speed.</param>
/// <param name="PitchFactor">Factor on pitch, for models whose pitch is in hertz.</param>
/// <param name="PitchOffset">Added to pitch, in the model's units.</param>
/// <param name="EnergyOffset">Added to energy, in the model's units.</param>
public readonly record struct LocalControls(double Rate, double PitchFactor, double PitchOffset, double EnergyOffset);

/// <summary>Predictions from the phonemes of a sentence.</summary>
/// <param name="Encoded">The encoder's output, [1, phoneme, channel].</param>
/// <param name="UtteranceProsody">[1, 1, channel]</param>
/// <param name="PhonemeProsody">[1, phoneme, channel]</param>
/// <param name="LogDurations">[1, phoneme]</param>
/// <param name="Pitch">[1, phoneme]</param>
/// <param name="Energy">[1, phoneme]</param>
/// <param name="Features">Encoded phonemes, [1, phoneme, channel].</param>
internal sealed record Predictions(
    Tensor Encoded,
    Tensor UtteranceProsody,
    Tensor PhonemeProsody,
    Tensor LogDurations,
    Tensor Pitch,
    Tensor Energy,
    Tensor Features
);

/// <summary>A sentence after the encoder.</summary>
public sealed class UtterancePlan : IDisposable
{
    internal UtterancePlan(int[] durations, Tensor phonemes, Tensor embedding)
    {
        (Durations, Phonemes, Embedding) = (durations, phonemes, embedding);
        Frames = durations.Sum();
    }

    /// <summary>Mel frames of every phoneme.</summary>
    public IReadOnlyList<int> Durations { get; }

    /// <summary>Mel frames in all.</summary>
    public int Frames { get; }

    /// <summary>[1, phoneme, channel]</summary>
    internal Tensor Phonemes { get; }

    /// <summary>Speaker and language, [1, 1, channel].</summary>
    internal Tensor Embedding { get; }

    /// <summary>See <see cref="SpeechControls.Seed"/>.</summary>
    internal ulong Seed { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Phonemes.Dispose();
        Embedding.Dispose();
    }
}

/// <summary>
/// Decodes a planned sentence from front to back. In the streaming form blocks come one by one, equal to the whole.
/// </summary>
public sealed class MelDecoder : IDisposable
{
    private readonly AcousticModel _model;
    private readonly UtterancePlan _plan;
    private readonly BlockState[]? _state;
    private readonly int _blockFrames; // of the attention; 0 where a sentence is decoded whole
    private readonly TemporalSharpening? _sharpening;
    private Tensor? _features;
    private int _next;

    internal MelDecoder(AcousticModel model, UtterancePlan plan)
    {
        (_model, _plan) = (model, plan);
        var decoder = model.Config.Decoder;
        _blockFrames = model.Config.Streams ? decoder.BlockSteps * model.Config.FramesPerStep : 0;
        _state = model.Config.Streams ? model.NewDecoderState() : null;
        _sharpening = model.Sharpening.Temporal == 0 ? null : new(model.Sharpening.Temporal);
    }

    /// <summary>Frames given out.</summary>
    public int Position { get; private set; }

    /// <summary>The next frames. Synchronous; owns its dispose scope.</summary>
    /// <param name="minFrames">
    /// Frames to decode: rounded up to whole blocks, or what is left. Sharpening over time holds back its look-ahead.
    /// </param>
    /// <returns>Log-mel [band, frame], owned by the caller; null at the end.</returns>
    public Tensor? DecodeNext(int minFrames)
    {
        if (_next >= _plan.Frames)
            return null;
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        _features ??= Features();
        var parts = new List<Tensor>();
        for (var wanted = (long)_next + Math.Max(1, minFrames); _next < Math.Min(wanted, _plan.Frames);)
        {
            var count = Math.Min(
                _blockFrames == 0 ? int.MaxValue : WholeBlocks(StreamBlocks.FramesFrom(_next)),
                _plan.Frames - _next
            );
            var features = _features.narrow(1, _next, count);
            parts.Add(
                _state is null
                    ? _model.Decode(features, _plan.Embedding, null).squeeze(0)
                    : _model.DecodeNext(features, _plan.Embedding, _state).squeeze(0)
            );
            _next += count;
        }
        var mel = (parts.Count == 1 ? parts[0].contiguous() : cat(parts, 1)).DetachFromDisposeScope();
        mel = _sharpening is null ? mel : _sharpening.Next(mel, last: _next == _plan.Frames);
        Position += (int)mel.size(1);
        return mel;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _features?.Dispose();
        _sharpening?.Dispose();
        foreach (var state in _state ?? [])
            state.Dispose();
    }

    private int WholeBlocks(int frames) => (frames + _blockFrames - 1) / _blockFrames * _blockFrames;

    private Tensor Features()
    {
        var durations = tensor(_plan.Durations.Select(frames => (long)frames).ToArray(), device: _model.Device)
            .unsqueeze(0);
        var features = _model.FrameFeatures(
            _plan.Phonemes,
            durations,
            Durations.PhonemeOfFrame(durations, _plan.Frames)
        );
        return _model.WithSynthesisNoise(features, _plan.Seed).DetachFromDisposeScope();
    }
}
