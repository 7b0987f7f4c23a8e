using System.Buffers;
using TorchSharp;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Text.Phonemes;
using static TorchSharp.torch;

namespace VoiceSmith.Testing;

/// <summary>
/// A voice without weights: every sample is a known function of the phonemes, the seed and its place in the sentence.
/// Decodes in blocks, and holds two frames back as a vocoder with look-ahead does. The hooks let a test look in, wait,
/// or break something.
/// </summary>
public sealed class FakeVoice(string name = "fake", string version = "1") : ISpeakingVoice
{
    public const int Hop = 256,
        BlockFrames = 16,
        LookAhead = 2;

    private int _plans,
        _openPlans,
        _openSounds;

    public Action<IReadOnlyList<int>> Planning { get; init; } = _ => { };

    public Action<int> Decoding { get; init; } = _ => { };

    public Action<float[]> Sounding { get; init; } = _ => { };

    public bool IsDisposed { get; private set; }

    /// <summary>Sentences planned, plans and sounds that are not disposed of.</summary>
    public int Plans => _plans;

    public int OpenPlans => _openPlans;

    public int OpenSounds => _openSounds;

    public IReadOnlyList<string> Speakers { get; init; } = ["nobody"];

    public Action<VoiceControls> Speaking { get; init; } = _ => { };

    public VoiceInfo Info => new(name, version, "en-US", Speakers, 22050, 0, "CC0-1.0");

    public int HopLength => Hop;

    public UserLexicon? Lexicon { get; init; }

    public PhonemeInventory Inventory => PhonemeInventory.English;

    public ISentencePlan Plan(
        IReadOnlyList<int> phonemes,
        VoiceControls controls,
        IReadOnlyList<PhonemeControls>? local,
        ulong seed
    )
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Interlocked.Increment(ref _plans);
        Planning(phonemes);
        Speaking(controls);
        Interlocked.Increment(ref _openPlans);
        return new Sentence(
            this,
            phonemes,
            [.. phonemes.Select((id, i) => (int)Math.Round((3 + id % 7) / controls.Rate / (local?[i].Rate ?? 1)))]
        );
    }

    public ISentenceSound NewSound(ulong seed)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Interlocked.Increment(ref _openSounds);
        return new Sound(this, seed);
    }

    public void Dispose() => IsDisposed = true;

    private sealed class Sentence(FakeVoice voice, IReadOnlyList<int> phonemes, int[] durations) : ISentencePlan
    {
        private readonly float[] _frames =
        [
            .. phonemes.SelectMany((id, i) => Enumerable.Repeat((float)id, durations[i])),
        ];
        private int _done;

        public IReadOnlyList<int> Durations => durations;

        public Tensor? DecodeNext(int minFrames)
        {
            voice.Decoding(_done);
            var count = Math.Min(_frames.Length - _done, (minFrames + BlockFrames - 1) / BlockFrames * BlockFrames);
            if (count == 0)
                return null;
            var mel = tensor(_frames.AsSpan(_done, count).ToArray(), [1, count]);
            _done += count;
            return mel;
        }

        public void Dispose() => Interlocked.Decrement(ref voice._openPlans);
    }

    private sealed class Sound(FakeVoice voice, ulong seed) : ISentenceSound
    {
        private readonly List<float> _held = [];
        private long _made;

        public void Decode(Tensor mel, bool last, IBufferWriter<float> sound)
        {
            _held.AddRange(mel.data<float>().ToArray());
            var frames = last ? _held.Count : Math.Max(0, _held.Count - LookAhead);
            var samples = new float[frames * Hop];
            for (var i = 0; i < samples.Length; i++)
                samples[i] = (float)(0.5 * Math.Sin(_held[i / Hop] * 0.01 * (_made + i)) + 1e-3 * Noise(_made + i));
            _made += samples.Length;
            _held.RemoveRange(0, frames);
            voice.Sounding(samples);
            sound.Write(samples);
        }

        public void Dispose() => Interlocked.Decrement(ref voice._openSounds);

        private double Noise(long sample) => Math.Sin(sample * 78.233 + seed % 1000003 * 12.9898);
    }
}
