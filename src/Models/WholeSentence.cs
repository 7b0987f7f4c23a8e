using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Models;

/// <summary>A sentence made by one pass of each network: the slow twin of streaming, for comparison.</summary>
/// <param name="voice">A voice in streaming form with a source-filter vocoder.</param>
public sealed class WholeSentence(Voice voice)
{
    private readonly SourceFilterVocoder _vocoder = voice.Vocoder as SourceFilterVocoder
        ?? throw new ArgumentException("It has a vocoder of another kind.", nameof(voice));

    /// <summary>True if a voice can be spoken so.</summary>
    public static bool IsPossible(Voice voice) => voice.Vocoder is SourceFilterVocoder && voice.Acoustic.Config.Form == AcousticForm.Streaming;

    /// <summary>Makes a sentence. The decoder's output is not sharpened.</summary>
    /// <param name="phonemes">Ids of the voice's inventory.</param>
    /// <returns>Samples, [1, sample], in the caller's dispose scope.</returns>
    public Tensor Speak(IReadOnlyList<int> phonemes)
    {
        using var scope = NewDisposeScope();
        using var plan = voice.Acoustic.Plan(phonemes, voice.Controls());
        var durations = tensor(plan.Durations.Select(frames => (long)frames).ToArray()).unsqueeze(0);
        var features = voice.Acoustic.FrameFeatures(plan.Phonemes, durations, Durations.PhonemeOfFrame(durations, plan.Frames));
        var mel = voice.Acoustic.Decode(features, plan.Embedding, null);
        var pitch = _vocoder.PredictF0(mel);                                                    // [1, 2, frame]
        var logF0 = (pitch.select(1, 0) * F0Head.LogF0Scale + F0Head.LogF0Centre).clamp(4.2, 6.1);
        var (samples, margin) = (plan.Frames * _vocoder.HopLength, _vocoder.Frames.Margin);
        var (pulses, noise) = (new float[samples + 2 * margin], new float[samples + 2 * margin]);
        new PulseTrain(_vocoder.SampleRate, _vocoder.HopLength, -margin).Advance(logF0.contiguous().data<float>().ToArray(), samples + margin, pulses);
        CounterNoise.Fill(1, -margin, noise);
        return _vocoder.Render(mel, logF0, pitch.select(1, 1).sigmoid(), tensor(pulses).unsqueeze(0), tensor(noise).unsqueeze(0))[0].MoveToOuterDisposeScope();
    }
}
