using System.Runtime.CompilerServices;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Cluster.Utterances;

/// <summary>
/// The events of one utterance at its worker, the last seconds of which are held after they were read: where a gateway
/// dies, another reads on from the sample that its listener lacks, and nothing is synthesised again.
/// </summary>
/// <remarks>
/// The reader that is furthest sets the pace; one that it leaves behind by more than what is held reads no more.
/// Stops once nobody reads: at once where a reader has left in the middle, after <paramref name="hold"/> where its
/// gateway died or it has read everything. Thread-safe.
/// </remarks>
/// <param name="fromSample">The first sample of the speech.</param>
/// <param name="ahead">Events that it may be ahead of its furthest reader.</param>
/// <param name="hold">Sound held behind the furthest reader, and the time to wait for another.</param>
/// <param name="time">Clock of the wait.</param>
#pragma warning disable CA1001 // Its token source has no timer and no wait handle: there is nothing to free.
internal sealed class HeldSpeech(long fromSample, int ahead, TimeSpan hold, TimeProvider time)
#pragma warning restore CA1001
{
    private const int BytesPerSample = 2;

    private readonly Lock _lock = new();
    private readonly List<(long Number, SpeechEvent Event)> _events = [];
    private readonly HashSet<Reader> _readers = [];
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _changed = NewSignal();
    private SpeechStarted? _start;
    private long _next, // number of the next event
        _read; // the number after the last that any reader was given
    private long _firstHeld = fromSample,
        _given = fromSample; // the sample after the last that any reader was given
    private bool _isOver;
    private Exception? _error;

    /// <summary>Cancelled once nobody will read any more; frees everything held.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>The voice and version that speak; null before the first event.</summary>
    public SpeechStarted? Start
    {
        get
        {
            lock (_lock)
                return _start;
        }
    }

    /// <summary>Reads the speech to its end, as its readers make room. Never fails: readers get the error.</summary>
    /// <param name="speech">Must observe the token it is enumerated with.</param>
    public async Task FillAsync(IAsyncEnumerable<SpeechEvent> speech)
    {
        Exception? failed = null;
        try
        {
            await foreach (var happened in speech.WithCancellation(_stop.Token).ConfigureAwait(false))
                while (!TryAdd(happened, out var changed))
                    await changed.WaitAsync(_stop.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Not swallowed: readers get it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failed = error;
        }
        lock (_lock)
        {
            (_isOver, _error) = (true, failed);
            Signal();
        }
    }

    /// <summary>A reader from a sample on; null where that is not held any more.</summary>
    public Reader? Enter(long sample)
    {
        lock (_lock)
        {
            if (_stop.IsCancellationRequested || sample < _firstHeld)
                return null;
            var reader = new Reader(sample) { Next = _events.Count > 0 ? _events[0].Number : _next };
            _readers.Add(reader);
            return reader;
        }
    }

    /// <summary>The events from the reader's sample on, in batches of what is ready, until it leaves.</summary>
    /// <param name="reader">Of <see cref="Enter"/>; leaves at the end.</param>
    /// <param name="death">Cancelled when the reader's gateway dies.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Exception">The speech's error.</exception>
    public async IAsyncEnumerable<IReadOnlyList<SpeechEvent>> ReadAsync(
        Reader reader,
        CancellationToken death,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // a reader that died cannot leave by itself
        await using var dead = death.UnsafeRegister(_ => Leave(reader, died: true), null);
        try
        {
            while (Take(reader) is var (ready, isLast, changed))
                if (ready.Count > 0)
                    yield return ready;
                else if (isLast)
                    yield break;
                else
                    await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave(reader, died: false);
        }
    }

    /// <summary>Ends the speech within one chunk, and frees what is held.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _events.Clear();
            _readers.Clear();
            _ = _stop.CancelAsync(); // whatever it calls does not wait for the lock
            Signal();
        }
    }

    private bool TryAdd(SpeechEvent happened, out Task changed)
    {
        lock (_lock)
        {
            changed = _changed.Task;
            if (_next - _read >= ahead)
                return false;
            _start ??= happened as SpeechStarted;
            _events.Add((_next++, happened));
            Signal();
            return true;
        }
    }

    /// <summary>
    /// The reader's next events, whether there are no more after them, and a task that ends when something has changed;
    /// null where it reads no more.
    /// </summary>
    /// <exception cref="Exception">The speech's error, after all events.</exception>
    private (IReadOnlyList<SpeechEvent> Ready, bool IsLast, Task Changed)? Take(Reader reader)
    {
        lock (_lock)
        {
            if (!_readers.Contains(reader) || reader.Sample < _firstHeld)
                return null;
            var ready = new List<SpeechEvent>();
            for (var i = _events.FindIndex(one => one.Number >= reader.Next); i >= 0 && i < _events.Count; i++)
            {
                if (ready.Count == ahead)
                    break;
                reader.Next = _events[i].Number + 1;
                if (reader.Wanted(_events[i].Event) is { } wanted)
                    ready.Add(wanted);
            }
            if (reader.Next > _read)
            {
                (_read, _given) = (reader.Next, Math.Max(_given, reader.Sample));
                Drop(_given - HeldSamples);
                Signal(); // there is room
            }
            if (ready.Count == 0 && _isOver && _error is not null)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_error);
            return (ready, _isOver && reader.Next == _next, _changed.Task);
        }
    }

    private long HeldSamples => _start is { } start ? (long)(hold.TotalSeconds * start.Format.SampleRate) : 0;

    /// <summary>Frees what ends at or before a sample; the start is kept.</summary>
    private void Drop(long sample)
    {
        if (sample <= _firstHeld)
            return;
        var last = _events.FindLastIndex(one => one.Event is SoundMade { Frame: var frame } && EndOf(frame) <= sample);
        if (last < 0)
            return;
        _firstHeld = EndOf(((SoundMade)_events[last].Event).Frame);
        _events.RemoveAll(one =>
            one.Event switch
            {
                SoundMade { Frame: var frame } => EndOf(frame) <= _firstHeld,
                TimedEvent timed => EndOf(timed) <= _firstHeld,
                _ => false,
            }
        );
    }

    private void Leave(Reader reader, bool died)
    {
        lock (_lock)
        {
            if (!_readers.Remove(reader))
                return;
            Signal();
            if (_readers.Count > 0)
                return;
            if (died || reader.HasAll)
                _ = StopLaterAsync();
            else
                Stop();
        }
    }

    private async Task StopLaterAsync()
    {
        await Task.Delay(hold, time, CancellationToken.None).ConfigureAwait(false);
        lock (_lock)
            if (_readers.Count == 0)
                Stop();
    }

    private void Signal()
    {
        _changed.SetResult();
        _changed = NewSignal();
    }

    private static long EndOf(Audio.AudioFrame frame) => frame.FirstSample + frame.Pcm.Length / BytesPerSample;

    /// <summary>The sample after an event's last; a place in the sound counts as one sample.</summary>
    private static long EndOf(TimedEvent timed) => timed.FirstSample + Math.Max(1, timed.Samples);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A gateway's place in the speech.</summary>
    internal sealed class Reader
    {
        private readonly long _from;

        /// <param name="from">The first sample wanted.</param>
        public Reader(long from) => _from = Sample = from;

        /// <summary>Number of its next event.</summary>
        public long Next { get; set; }

        /// <summary>The sample after the last that it was given.</summary>
        public long Sample { get; private set; }

        /// <summary>True once it was given the last event.</summary>
        public bool HasAll { get; private set; }

        /// <summary>The event, or the part of it, from the first sample wanted on; null for one that is over.</summary>
        public SpeechEvent? Wanted(SpeechEvent happened)
        {
            HasAll |= happened is SpeechEnded;
            if (happened is SoundMade { Frame: var frame })
            {
                if (EndOf(frame) <= _from)
                    return null;
                Sample = EndOf(frame);
                var skipped = (int)Math.Max(0, _from - frame.FirstSample);
                return skipped == 0
                    ? happened
                    : new SoundMade(new(_from, frame.Pcm[(skipped * BytesPerSample)..]));
            }
            return happened is TimedEvent timed && EndOf(timed) <= _from ? null : happened;
        }
    }
}
