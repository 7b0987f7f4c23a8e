using System.Diagnostics;
using System.Runtime.CompilerServices;
using VoiceSmith.Audio;
using VoiceSmith.Contracts;
using VoiceSmith.Models.G2P;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Sequences;
using VoiceSmith.Streaming.Stages;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Text.Explanations;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Torch;

namespace VoiceSmith.Streaming;

/// <summary>Speaks text while it is still arriving.</summary>
public interface ISpeechEngine
{
    /// <summary>The voices it speaks with, the default first.</summary>
    IReadOnlyList<VoiceInfo> Voices { get; }

    /// <summary>Speaks one utterance.</summary>
    /// <remarks>
    /// A pure function of the voice's version, the text, the controls and the seed: not of how the text was cut into
    /// pieces, nor of who else listens.
    /// </remarks>
    /// <param name="request">Voice and controls.</param>
    /// <param name="text">In pieces, as it arrives; must observe the token it is enumerated with.</param>
    /// <param name="cancellationToken">Ends the utterance, and its work within one chunk.</param>
    /// <returns>
    /// <see cref="SpeechStarted"/>, then sound with the events of its sentences and words, then
    /// <see cref="SpeechAccounted"/> and
    /// <see cref="SpeechEnded"/>, or <see cref="SpeechStopped"/>.
    /// </returns>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="EngineBusyException">VS4002.</exception>
    /// <exception cref="TextTooLongException">
    /// VS4003; part of a text that came in pieces may have been spoken.
    /// </exception>
    /// <exception cref="NothingToSayException">VS4004, when the text ends without a word.</exception>
    /// <exception cref="SpeechControlException">VS4005.</exception>
    /// <exception cref="VoiceFailedException">VS4006.</exception>
    /// <exception cref="EngineStoppingException">VS4010.</exception>
    /// <exception cref="VoiceVersionException">VS4012.</exception>
    IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request,
        IAsyncEnumerable<string> text,
        CancellationToken cancellationToken
    ) => SpeakAsync(request, text, new Utterance(TimeProvider.System), cancellationToken);

    /// <summary>Speaks one utterance that can be paused, stopped and kept near its listener.</summary>
    /// <inheritdoc cref="SpeakAsync(SpeechRequest, IAsyncEnumerable{string}, CancellationToken)"/>
    /// <param name="request">Voice and controls.</param>
    /// <param name="text">In pieces, as it arrives; must observe the token it is enumerated with.</param>
    /// <param name="utterance">A new one.</param>
    /// <param name="cancellationToken">Ends the utterance, and its work within one chunk.</param>
    IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request,
        IAsyncEnumerable<string> text,
        Utterance utterance,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Takes up an utterance of the last minutes again, whose stream broke: the same samples, from one of them on.
    /// </summary>
    /// <param name="utterance">Its identifier.</param>
    /// <param name="fromSample">The first sample wanted.</param>
    /// <param name="again">The utterance that it becomes; its request names the caller, who is charged.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UnknownUtteranceException">VS4011.</exception>
    /// <exception cref="VoiceVersionException">VS4012.</exception>
    IAsyncEnumerable<SpeechEvent> ResumeAsync(
        string utterance,
        long fromSample,
        Utterance again,
        CancellationToken cancellationToken
    );

    /// <summary>A handle for a new utterance.</summary>
    Utterance NewUtterance();

    /// <summary>Takes the one vote that an utterance of the last minutes has; whoever calls this counts it.</summary>
    /// <param name="utterance">The utterance's id.</param>
    /// <returns>The voice and version that began it; null if its vote was taken before.</returns>
    /// <exception cref="UnknownUtteranceException">VS4011.</exception>
    VoiceInfo? TakeVote(string utterance);

    /// <summary>Begins nothing more, and waits for what is being said.</summary>
    Task DrainAsync();
}

/// <summary>Explains how a voice reads a text.</summary>
public interface ITextExplainer
{
    /// <summary>Explains the words of a text, their sounds, and where they come from.</summary>
    /// <param name="request">Voice and lexicon.</param>
    /// <param name="text">Plain text or SSML.</param>
    /// <param name="cancellationToken">Cancels the wait for another process.</param>
    /// <exception cref="TextTooLongException">VS4003.</exception>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="UnexplainableVoiceException">VS4046.</exception>
    Task<Explanation> ExplainAsync(SpeechRequest request, string text, CancellationToken cancellationToken);
}

/// <inheritdoc cref="ISpeechEngine"/>
public sealed class SpeechEngine : ISpeechEngine, ITextExplainer, IDisposable
{
    private readonly VoiceRegistry _voices;
    private readonly StreamingOptions _options;
    private readonly TimeProvider _time;
    private readonly SpeechPipeline _pipeline;
    private readonly DevicePlaces _places;
    private readonly Admission _admission;
    private readonly FairTurns _turns;
    private readonly UtteranceStore _recent;
    private readonly SpeechMetrics _metrics;
    private readonly IdleMemory _memory;

    /// <param name="voices">Not owned.</param>
    /// <param name="options">Of the deployment, validated.</param>
    /// <param name="time">Clock of deadlines and pacing.</param>
    /// <exception cref="SpeechDeviceException">VS4016: the options name a device that is not there.</exception>
    public SpeechEngine(VoiceRegistry voices, StreamingOptions options, TimeProvider time)
        : this(voices, options, time, ChunkPlan.Default, options.FindDevices()) { }

    internal SpeechEngine(
        VoiceRegistry voices,
        StreamingOptions options,
        TimeProvider time,
        ChunkPlan chunks,
        SpeechDevices? devices = null
    )
    {
        (_voices, _options, _time) = (voices, options, time);
        var cache = options.CacheBytes > 0 ? new SoundCache(options.CacheBytes) : null;
        var phonemizer = new EnglishPhonemizer(NeuralGraphemeToPhoneme.English);
        var normalizer = new TextNormalizer();
        if (options.Lexicon.Length > 0 && UserLexicon.Load(options.Lexicon) is var lexicon)
            (normalizer, phonemizer) = (normalizer.With(lexicon), phonemizer.With(lexicon));
        _pipeline = new(normalizer, phonemizer, options, chunks, cache);
        _places = new(devices ?? SpeechDevices.Cpu, options.Workers);
        _admission = new(options, _places.Workers, _places.Devices.Sizes is not null);
        _turns = new(time, _places.Workers);
        _recent = new(options.KeepUtterances, time);
        _memory = new(time, () => _admission.Count == 0, TorchRuntime.ReturnFreeMemory);
        _metrics = new(() => _admission.Count, () => _places.Waiting, () => cache?.Bytes ?? 0);
    }

    /// <inheritdoc/>
    public IReadOnlyList<VoiceInfo> Voices => _voices.Voices;

    /// <summary>Utterances being spoken.</summary>
    public int Speaking => _admission.Count;

    /// <summary>Threads that compute.</summary>
    public int Threads => _places.Workers;

    /// <summary>Chunks that wait for a thread: more than none means that listeners wait for each other.</summary>
    public int Backlog => _places.Waiting;

    /// <summary>Wait until there may be a place for another utterance; null where there is one now.</summary>
    /// <param name="paced">
    /// True for an utterance that stays near its listener, as <see cref="SpeechRequest.MaxLead"/> says.
    /// </param>
    public TimeSpan? BusyFor(bool paced) => _admission.BusyFor(paced);

    /// <inheritdoc/>
    public Utterance NewUtterance() => new(_time);

    /// <inheritdoc/>
    public IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request,
        IAsyncEnumerable<string> text,
        CancellationToken cancellationToken
    ) => SpeakAsync(request, text, NewUtterance(), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SpeechEvent> ResumeAsync(
        string utterance,
        long fromSample,
        Utterance again,
        CancellationToken cancellationToken
    )
    {
        var before = _recent.Find(utterance);
        again.TakeUp(before, fromSample);
        var request = before.Request with
        {
            Caller = again.Request.Caller,
            FromSample = fromSample,
            KnownSentence = before.SentenceAt(fromSample),
            MaxDelay = null,
        };
        return SpeakAsync(request, new[] { before.Text }.ToAsyncEnumerable(), again, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request,
        IAsyncEnumerable<string> text,
        Utterance utterance,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var admitted = _admission.Enter(paced: request.MaxLead is not null);
        var (slot, turn) = (
            _voices.Find(request.Voice),
            new ListenerTurn(request.Session ?? utterance.Id, request.Turn)
        );
        using var versions = new SpeakingVersions(
            slot,
            _voices.Lease(request.Voice, request.VoiceVersion, turn),
            request,
            turn,
            utterance
        );
        var voice = versions.First;
        request.Validate(voice.Info);
        utterance.Request = request with { Voice = voice.Info.Name, VoiceVersion = voice.Info.Version };
        _recent.Remember(utterance);
        var format = new AudioFormat(voice.Info.SampleRate);
        yield return new SpeechStarted(format, voice.Info.Name, voice.Info.Version, request.Seed)
        {
            Utterance = utterance.Id,
        };

        using var place = _places.Take();
        var ledger = new UtteranceLedger();
        var share = _turns.Of(request.Caller);
        var work = new UtteranceWork(place.Workers, place.Number, _time, format.SampleRate, ledger)
        {
            Behind = share?.TakeTurn() ?? 0,
            Share = share,
            IsPaced = request.MaxLead is not null,
            FromSample = request.FromSample,
        };
        var outcome = "failed";
        try
        {
            using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, utterance.Stopped);
            await using var events = Events(request, text, utterance, versions, work, abort)
                .GetAsyncEnumerator(abort.Token);
            while (await NextAsync(events, utterance, cancellationToken).ConfigureAwait(false))
            {
                utterance.Note(events.Current);
                if (events.Current is SoundMade sound)
                    ledger.Sound(sound.Frame.Pcm.Length / format.BytesPerSample);
                var given = Stopwatch.GetTimestamp();
                yield return events.Current;
                ledger.Spend(Effort.Sending, given);
            }
            outcome = utterance.Stopped.IsCancellationRequested ? "stopped" : "finished";
            var sum = ledger.Sum(format.SampleRate);
            if (outcome == "finished" && sum.Samples == 0 && request.FromSample == 0)
                throw new NothingToSayException();
            yield return new SpeechAccounted(sum);
            yield return outcome == "stopped"
                ? new SpeechStopped(utterance.Heard())
                : new SpeechEnded(request.FromSample + sum.Samples);
        }
        finally
        {
            var sum = ledger.Sum(format.SampleRate);
            var how = cancellationToken.IsCancellationRequested ? "cancelled" : outcome;
            SpeechMetrics.Ended(sum, voice.Info.Name, how);
            slot.TallyOf(voice.Info.Version).Note(sum, format.SampleRate, how);
            if (outcome == "finished" && request.FromSample == 0) // one that is resumed costs what it passes over, too
                _admission.Learn(sum);
            _memory.Ended();
        }
    }

    /// <summary>
    /// Speaks a few sentences with every voice, to nobody: the first listener then waits no longer than the second.
    /// </summary>
    /// <remarks>
    /// Long and short ones, so that every size of block has occurred once on every worker. Where utterances are
    /// batched, the last round is as large as a batch may be: what a listener costs in a full one is what admission has
    /// to know.
    /// </remarks>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        const string text =
            "Every voice clears its throat once, before anyone listens. Yes? "
            + "Then it says a sentence that goes on for a while, with clauses, numbers like 27, and no hurry at all. Good!";
        var offline = new OfflineSynthesizer(this);
        var batched = _places.Devices.Sizes is { } sizes ? sizes.Max : 0;
        foreach (var voice in Voices)
            foreach (var utterances in new[] { 2, 2, Math.Max(2, batched) })
                await Task.WhenAll(
                        Enumerable
                            .Range(0, Math.Min(_options.MaxUtterances, utterances * _places.Count))
                            .Select(_ => offline.SpeakAsync(new() { Voice = voice.Name }, text, cancellationToken))
                    )
                    .ConfigureAwait(false);
        if (batched == 0)
            _admission.WarmedUp();
        foreach (var voice in Voices)
            _voices.Find(voice.Name).TallyOf(voice.Version).Forget();
    }

    /// <inheritdoc/>
    public VoiceInfo? TakeVote(string utterance)
    {
        var spoken = _recent.Find(utterance);
        var voice = _voices.Find(spoken.Request.Voice).Info;
        return spoken.TryVote() ? voice with { Version = spoken.Request.VoiceVersion! } : null;
    }

    /// <summary>Explains how a voice reads a text: its words, their sounds, and where they come from.</summary>
    /// <param name="request">Voice and lexicon.</param>
    /// <param name="text">Plain text or SSML.</param>
    /// <exception cref="TextTooLongException">VS4003.</exception>
    /// <exception cref="UnknownVoiceException">VS4001.</exception>
    /// <exception cref="UnexplainableVoiceException">VS4046.</exception>
    public TextExplanation Explain(SpeechRequest request, string text)
    {
        if (text.Length > _options.MaxTextLength)
            throw new TextTooLongException(_options.MaxTextLength);
        using var lease = _voices.Lease(request.Voice, request.VoiceVersion);
        return _pipeline.ExplainerFor(lease.Voice, request).Explain(text);
    }

    /// <inheritdoc/>
    public Task<Explanation> ExplainAsync(SpeechRequest request, string text, CancellationToken cancellationToken) =>
        Task.FromResult(Explain(request, text).ToContract());

    /// <inheritdoc/>
    public Task DrainAsync() => _admission.CloseAsync();

    /// <summary>Cancels what has not begun and stops the workers. Utterances should have ended before.</summary>
    public void Dispose()
    {
        _memory.Dispose();
        _places.Dispose();
        _metrics.Dispose();
    }

    private IAsyncEnumerable<SpeechEvent> Events(
        SpeechRequest request,
        IAsyncEnumerable<string> text,
        Utterance utterance,
        SpeakingVersions versions,
        UtteranceWork work,
        CancellationTokenSource abort
    )
    {
        var sampleRate = versions.First.Info.SampleRate;
        var intake = new TextIntake(_options.MaxTextLength, abort, utterance.Append);
        var reading = new TextReading
        {
            Markup = request.Markup,
            MaxDelay = request.MaxDelay,
            Time = _time,
            Cuts = utterance.Cuts,
        };
        return _pipeline
            .Run(intake.Take(text), reading, request, versions, work)
            .Paced(utterance.Clock, sampleRate, request.MaxLead, abort.Token)
            .WithErrors(intake.Explain, abort.Token); // last: whatever waits may be what the limit cancels
    }

    /// <summary>
    /// True if there is another event; a stop is an end like any other. A text that is too long is not kept: it would
    /// be refused again.
    /// </summary>
    private async ValueTask<bool> NextAsync(
        IAsyncEnumerator<SpeechEvent> events,
        Utterance utterance,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
            when (utterance.Stopped.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (TextTooLongException)
        {
            _recent.Forget(utterance);
            throw;
        }
    }
}
