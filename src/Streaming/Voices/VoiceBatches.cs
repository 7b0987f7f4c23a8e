using VoiceSmith.Streaming.Scheduling;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Voices;

/// <summary>A sentence to be planned, see <see cref="ISpeakingVoice.Plan"/>.</summary>
public sealed record PlanningItem(
    IReadOnlyList<int> Phonemes,
    VoiceControls Controls,
    IReadOnlyList<PhonemeControls>? Local,
    ulong Seed
);

/// <summary>Mel frames to be vocoded, see <see cref="ISentenceSound.Decode"/>.</summary>
public sealed record VocodingItem(ISentenceSound Sound, Tensor Mel, bool Last);

/// <summary>
/// A voice's work for several utterances at once. A member is null where the voice does that one by one.
/// </summary>
/// <param name="Planning">Sentences to plans.</param>
/// <param name="Decoding">Plans to their next block of mel frames; null for a plan at its end.</param>
/// <param name="Vocoding">Mel frames to the samples that they complete, full scale ±1.</param>
public sealed record VoiceBatches(
    IBatchWork<PlanningItem, ISentencePlan>? Planning,
    IBatchWork<ISentencePlan, Tensor?>? Decoding,
    IBatchWork<VocodingItem, Memory<float>>? Vocoding
);
