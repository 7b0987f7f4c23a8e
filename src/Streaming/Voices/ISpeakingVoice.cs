using System.Buffers;
using VoiceSmith.Contracts;
using VoiceSmith.Text.Phonemes;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Voices;

/// <summary>What the engine asks of a voice. Shared by all utterances; called on several workers at once.</summary>
public interface ISpeakingVoice : IDisposable
{
    /// <summary>What listeners may know of it.</summary>
    VoiceInfo Info { get; }

    /// <summary>Samples per mel frame.</summary>
    int HopLength { get; }

    /// <summary>The symbols it can be given.</summary>
    PhonemeInventory Inventory { get; }

    /// <summary>What says how words sound in its symbols; null for the engine's own.</summary>
    IPhonemizer? Phonemizer => null;

    /// <summary>Words that it says in a way of its own; null for none.</summary>
    UserLexicon? Lexicon => null;

    /// <summary>Decides how a sentence is said. Synchronous; runs on a worker.</summary>
    /// <param name="phonemes">Ids of <see cref="Inventory"/>, at least one.</param>
    /// <param name="controls">How it is to be said.</param>
    /// <param name="local">For each phoneme how it differs from that; null where none does.</param>
    ISentencePlan Plan(IReadOnlyList<int> phonemes, VoiceControls controls, IReadOnlyList<PhonemeControls>? local);

    /// <summary>Begins the sound of a sentence.</summary>
    /// <param name="seed">Decides its noise.</param>
    ISentenceSound NewSound(ulong seed);
}

/// <summary>A sentence about to be spoken: durations, known at once, and the mel frames, made on demand.</summary>
public interface ISentencePlan : IDisposable
{
    /// <summary>Mel frames of each phoneme; their sum is all the frames there will be.</summary>
    IReadOnlyList<int> Durations { get; }

    /// <summary>The next mel frames, [band, frame], in whole blocks; null at the end. Synchronous; the caller owns them.</summary>
    /// <param name="minFrames">How many are wanted at least, unless the sentence ends before.</param>
    Tensor? DecodeNext(int minFrames);
}

/// <summary>The sound of one sentence as it is made: what a vocoder remembers from chunk to chunk.</summary>
public interface ISentenceSound : IDisposable
{
    /// <summary>The samples that these mel frames complete, full scale ±1. Synchronous.</summary>
    /// <param name="mel">[band, frame]</param>
    /// <param name="last">Whether they are the sentence's last: gives out all that was held back.</param>
    /// <param name="sound">Receives them.</param>
    void Decode(Tensor mel, bool last, IBufferWriter<float> sound);
}
