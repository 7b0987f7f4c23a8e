using System.Runtime.CompilerServices;
using VoiceSmith.Audio;

namespace VoiceSmith.Streaming.Stages;

/// <summary>Cuts sound into frames of even length, and puts each sentence's and word's event before the frame in which it begins.</summary>
/// <remarks>
/// Frames are cut per sentence with its pause: of n samples and at most m a frame, frame k of ⌈n/m⌉ is samples ⌊kn/⌈n/m⌉⌋ up to the
/// next one's first. So all are between half the limit and the limit, and the end of a sentence never waits for the next.
/// </remarks>
/// <param name="format">Of the sound.</param>
/// <param name="frameDuration">The most sound in one frame.</param>
public sealed class FrameStage(AudioFormat format, TimeSpan frameDuration) : IStage<AudioChunk, SpeechEvent>
{
    private readonly long _limit = Math.Max(1, format.SamplesIn(frameDuration));

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpeechEvent> RunAsync(
        IAsyncEnumerable<AudioChunk> input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cutter = new SentenceCutter(new(0, default, 0, 0, 0, []), _limit);
        await foreach (var chunk in input.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (chunk.IsFirst)
                cutter = new(chunk.Sentence, _limit);
            foreach (var made in cutter.Cut(chunk.Samples))
                yield return made;
        }
    }

    /// <summary>One sentence on its way into frames.</summary>
    private sealed class SentenceCutter
    {
        private readonly SentenceTiming _sentence;
        private readonly Queue<SpeechEvent> _events;
        private readonly byte[] _pcm;
        private readonly long _frames;
        private long _written, _frame; // samples, frames

        public SentenceCutter(SentenceTiming sentence, long limit)
        {
            _sentence = sentence;
            var samples = sentence.Pause + sentence.Samples;
            _frames = (samples + limit - 1) / limit;
            _pcm = new byte[samples * 2];
            _written = sentence.Pause; // the array begins as silence
            _events = new(
            [
                new SentenceStarted(sentence.Index, sentence.FirstSample, sentence.Samples, sentence.Source),
                .. sentence.Words.Select(word => new WordStarted(word.Text, word.FirstSample, word.Samples, word.Source)),
            ]);
        }

        private long Start => _sentence.FirstSample - _sentence.Pause;

        public IEnumerable<SpeechEvent> Cut(float[] samples)
        {
            Pcm16.Encode(samples, _pcm.AsSpan((int)_written * 2));
            _written += samples.Length;
            for (; _frame < _frames && EdgeOf(_frame + 1) <= _written; _frame++)
            {
                var (first, end) = (EdgeOf(_frame), EdgeOf(_frame + 1));
                while (_events.TryPeek(out var next) && FirstSampleOf(next) < Start + end)
                    yield return _events.Dequeue();
                yield return new SoundMade(new(Start + first, _pcm.AsMemory((int)first * 2, (int)(end - first) * 2)));
            }
            while (_frame == _frames && _events.TryDequeue(out var rest))
                yield return rest;
        }

        private long EdgeOf(long frame) => frame * (_sentence.Pause + _sentence.Samples) / _frames;

        private static long FirstSampleOf(SpeechEvent happened) => happened switch
        {
            SentenceStarted sentence => sentence.FirstSample,
            WordStarted word => word.FirstSample,
            _ => 0,
        };
    }
}
