using System.Buffers;
using VoiceSmith.Contracts;
using VoiceSmith.Text.Phonemes;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Voices;

/// <summary>A voice as the engine uses it. Shared by all utterances; called on several workers at once.</summary>
public interface ISpeakingVoice : IDisposable
{
    /// <summary>Public facts.</summary>
    VoiceInfo Info { get; }

    /// <summary>Samples per mel frame.</summary>
    int HopLength { get; }

    /// <summary>The phoneme symbols that it has been trained with.</summary>
    PhonemeInventory Inventory { get; }

    /// <summary>Its own phonemizer; null for the engine's.</summary>
    IPhonemizer? Phonemizer => null;

    /// <summary>Its own pronunciations; null for none.</summary>
    UserLexicon? Lexicon => null;

    /// <summary>Its work for several utterances at once; null for a voice that computes them one by one.</summary>
    VoiceBatches? Batches => null;

    /// <summary>The voice on one of the engine's devices: itself, unless it has copies on several.</summary>
    /// <param name="place">The device's number, from 0.</param>
    ISpeakingVoice On(int place) => this;

    /// <summary>Plans a sentence. Synchronous; runs on a worker.</summary>
    /// <param name="phonemes">Ids of <see cref="Inventory"/>, at least one.</param>
    /// <param name="controls">Of the sentence.</param>
    /// <param name="local">Of each phoneme, relative to the sentence; null for none.</param>
    /// <param name="seed">Decides the noise of its mel, for voices that have any.</param>
    ISentencePlan Plan(
        IReadOnlyList<int> phonemes,
        VoiceControls controls,
        IReadOnlyList<PhonemeControls>? local,
        ulong seed
    );

    /// <summary>Begins the sound of a sentence.</summary>
    /// <param name="seed">Decides the noise of the vocoder.</param>
    ISentenceSound NewSound(ulong seed);
}

/// <summary>A planned sentence: durations, known at once, and mel frames, decoded on demand.</summary>
public interface ISentencePlan : IDisposable
{
    /// <summary>Mel frames of each phoneme.</summary>
    IReadOnlyList<int> Durations { get; }

    /// <summary>
    /// The next mel frames, [band, frame], in whole blocks; null at the end. Synchronous; owned by the caller.
    /// </summary>
    /// <param name="minFrames">
    /// Frames wanted; fewer may come where the sentence ends, or where blocks are decoded one by one.
    /// </param>
    Tensor? DecodeNext(int minFrames);
}

/// <summary>The sound of one sentence: the vocoder's state from chunk to chunk.</summary>
public interface ISentenceSound : IDisposable
{
    /// <inheritdoc cref="Models.Vocoder.IVocoderState.SkipTo"/>
    void SkipTo(long sample) { }

    /// <summary>The samples that these mel frames complete, full scale ±1. Synchronous.</summary>
    /// <param name="mel">[band, frame]</param>
    /// <param name="last">True for the sentence's last frames: gives out all that was held back.</param>
    /// <param name="sound">Receives the samples.</param>
    void Decode(Tensor mel, bool last, IBufferWriter<float> sound);
}
