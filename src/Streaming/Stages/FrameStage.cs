using System.Runtime.CompilerServices;
using VoiceSmith.Audio;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Streaming.Stages;

/// <summary>Cuts sound into frames of even length, and puts each event before the frame in which it begins.</summary>
/// <remarks>
/// Frames are cut per sentence with its pause: of n samples and at most m a frame, frame k of ⌈n/m⌉ is samples
/// ⌊kn/⌈n/m⌉⌋ up to the next one's first. So all are between half the limit and the limit, and the end of a sentence
/// never waits for the next.
/// </remarks>
/// <param name="format">Of the sound.</param>
/// <param name="frameDuration">The most sound in one frame.</param>
/// <param name="details">Events besides sentences, words and marks.</param>
/// <param name="fromSample">The first sample to be told; a frame that it falls into is cut there.</param>
public sealed class FrameStage(
    AudioFormat format,
    TimeSpan frameDuration,
    SpeechDetails details = SpeechDetails.None,
    long fromSample = 0
) : IStage<AudioChunk, SpeechEvent>
{
    private readonly long _limit = Math.Max(1, format.SamplesIn(frameDuration));

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpeechEvent> RunAsync(
        IAsyncEnumerable<AudioChunk> input,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        SentenceCutter? cutter = null;
        await foreach (var chunk in input.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            using var owned = chunk;
            if (chunk.IsFirst)
            {
                cutter = new(chunk.Sentence, _limit, EventsOf(chunk.Sentence), fromSample);
                foreach (var made in cutter.Cut(default, chunk.Sentence.Pause))
                    yield return made;
            }
            foreach (var made in cutter!.Cut(chunk.Pcm.Written, chunk.Pcm.Samples))
                yield return made;
        }
    }

    private IEnumerable<TimedEvent> EventsOf(SentenceTiming sentence)
    {
        IEnumerable<TimedEvent> events =
        [
            new SentenceStarted(sentence.Index, sentence.FirstSample, sentence.Samples, sentence.Source)
            {
                VoiceVersion = sentence.VoiceVersion,
            },
            .. sentence.Notices.Select(notice => new NoticeGiven(notice.Message, sentence.FirstSample, notice.Source)),
            .. sentence.Marks.Select(mark => new MarkReached(mark.Name, mark.FirstSample, mark.Source)),
            .. sentence.Words.Select(word => new WordStarted(word.Text, word.FirstSample, word.Samples, word.Source)),
        ];
        if (details.HasFlag(SpeechDetails.Phonemes))
            events = events.Concat(
                sentence.Phonemes.Select(one => new PhonemeStarted(
                    one.Symbol,
                    one.FirstSample,
                    one.Samples,
                    one.Source
                ))
            );
        if (details.HasFlag(SpeechDetails.Visemes))
            events = events.Concat(VisemesOf(sentence));
        return events
            .OrderBy(happened => happened.FirstSample)
            .Where(happened => happened.FirstSample + Math.Max(1, happened.Samples) > fromSample);
    }

    /// <summary>Neighbours of one shape are one viseme.</summary>
    private static List<VisemeStarted> VisemesOf(SentenceTiming sentence)
    {
        var visemes = new List<VisemeStarted>();
        foreach (var phoneme in sentence.Phonemes)
        {
            var shape = Visemes.Of(phoneme.Symbol);
            if (visemes.Count > 0 && visemes[^1] is var last && last.Viseme == shape)
                visemes[^1] = last with
                {
                    Samples = last.Samples + phoneme.Samples,
                    Source = new(last.Source.Start, Math.Max(last.Source.End, phoneme.Source.End)),
                };
            else
                visemes.Add(new(shape, phoneme.FirstSample, phoneme.Samples, phoneme.Source));
        }
        return visemes;
    }

    /// <summary>One sentence on its way into frames.</summary>
    private sealed class SentenceCutter
    {
        private readonly SentenceTiming _sentence;
        private readonly Queue<TimedEvent> _events;
        private readonly long _frames,
            _from;
        private byte[] _pcm = []; // the frame that is being filled
        private long _frame; // its number
        private int _filled; // bytes of it

        public SentenceCutter(SentenceTiming sentence, long limit, IEnumerable<TimedEvent> events, long from)
        {
            (_sentence, _from, _events) = (sentence, from, new(events));
            _frames = (sentence.Pause + sentence.Samples + limit - 1) / limit;
        }

        private long Start => _sentence.FirstSample - _sentence.Pause;

        /// <param name="pcm">The next samples, or nothing for silence.</param>
        /// <param name="samples">Their number.</param>
        public IEnumerable<SpeechEvent> Cut(ReadOnlyMemory<byte> pcm, long samples)
        {
            for (var left = samples * 2; left > 0 && _frame < _frames;)
            {
                var (first, end) = (EdgeOf(_frame), EdgeOf(_frame + 1));
                if (_filled == 0)
                    _pcm = new byte[(end - first) * 2]; // begins as silence
                var count = (int)Math.Min(left, _pcm.Length - _filled);
                if (!pcm.IsEmpty)
                {
                    pcm[..count].CopyTo(_pcm.AsMemory(_filled));
                    pcm = pcm[count..];
                }
                (_filled, left) = (_filled + count, left - count);
                if (_filled < _pcm.Length)
                    continue;
                while (_events.TryPeek(out var next) && next.FirstSample < Start + end)
                    yield return _events.Dequeue();
                var skipped = (int)Math.Clamp(_from - Start - first, 0, end - first);
                if (skipped < end - first)
                    yield return new SoundMade(new(Start + first + skipped, _pcm.AsMemory(skipped * 2)));
                (_frame, _filled) = (_frame + 1, 0);
            }
            while (_frame == _frames && _events.TryDequeue(out var rest))
                yield return rest;
        }

        private long EdgeOf(long frame) => frame * (_sentence.Pause + _sentence.Samples) / _frames;
    }
}
