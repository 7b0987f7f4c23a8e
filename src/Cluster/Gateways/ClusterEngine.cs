using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using VoiceSmith.Cluster.Utterances;
using VoiceSmith.Cluster.Workers;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Sequences;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cluster.Gateways;

/// <summary>
/// An engine whose utterances are spoken by the workers of a cluster. Every door works on it unchanged.
/// </summary>
/// <param name="workers">The workers.</param>
/// <param name="calls">Calls to them that are no utterances.</param>
/// <param name="grains">Makes references to grains.</param>
/// <param name="store">The cluster's Redis.</param>
/// <param name="records">Utterances that other gateways may take up.</param>
/// <param name="streaming">Limits of texts.</param>
/// <param name="cluster">Patience.</param>
/// <param name="meter">Counts attempts.</param>
/// <param name="time">Clock of utterances.</param>
/// <param name="log">Told of lost workers.</param>
internal sealed class ClusterEngine(
    WorkerTable workers,
    IWorkerServiceClient calls,
    IGrainFactory grains,
    ClusterStore store,
    UtteranceRecords records,
    IOptions<StreamingOptions> streaming,
    IOptions<ClusterOptions> cluster,
    ClusterMeter meter,
    TimeProvider time,
    ILogger<ClusterEngine> log
) : ISpeechEngine, ITextExplainer
{
    // events that a gateway has in hand, besides a batch or two: a second of sound, while another worker is found
    private const int InHand = 25;

    private readonly UtteranceStore _recent = new(streaming.Value.KeepUtterances, time);
    private readonly Attendance _attendance = new();

    /// <inheritdoc/>
    public IReadOnlyList<VoiceInfo> Voices => workers.Voices;

    /// <inheritdoc/>
    public Utterance NewUtterance() => new(time);

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request,
        IAsyncEnumerable<string> text,
        Utterance utterance,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        store.RequireConnected();
        using var place = _attendance.Enter();
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, utterance.Stopped);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(abort.Token);
        var intake = new TextIntake(streaming.Value.MaxTextLength, abort, piece => Append(utterance, piece));
        var arriving = new ArrivingText();
        utterance.Request = request;
        _recent.Remember(utterance);
        var filling = arriving.FillAsync(intake.Take(text), reading.Token);
        var ledger = new UtteranceLedger();
        try
        {
            var remote = new RemoteUtterance(
                workers,
                grains,
                request,
                arriving,
                utterance,
                store,
                records,
                cluster.Value.Patience,
                meter,
                log
            );
            await using var events = NearAsync(remote, request, utterance, abort.Token)
                .WithErrors(intake.Explain, abort.Token)
                .GetAsyncEnumerator(abort.Token);
            var sampleRate = 0;
            while (await NextAsync(events, utterance, cancellationToken).ConfigureAwait(false))
            {
                var happened = Told(events.Current, utterance, ledger, ref sampleRate);
                var given = System.Diagnostics.Stopwatch.GetTimestamp();
                yield return happened;
                ledger.Spend(Effort.Sending, given);
                if (happened is SpeechEnded)
                    yield break;
            }
            if (sampleRate > 0)
                yield return new SpeechAccounted(ledger.Sum(sampleRate));
            yield return new SpeechStopped(utterance.Heard());
        }
        finally
        {
            await reading.CancelAsync().ConfigureAwait(false);
            await filling.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpeechEvent> ResumeAsync(
        string utterance,
        long fromSample,
        Utterance again,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var here = Recent(utterance);
        var (request, text, cuts, versions, known) = here is not null
            ? (here.Request, here.Text, here.Cuts.All, here.Versions.All, here.SentenceAt(fromSample))
            : await records.FindAsync(utterance, fromSample).ConfigureAwait(false)
                ?? throw new UnknownUtteranceException(utterance);
        if (here is not null)
            again.TakeUp(here, fromSample);
        else
            (again.Cuts, again.Versions) = (new(cuts), new(versions));
        var rest = SpeakAsync(
            request with
            {
                Caller = again.Request.Caller,
                Continues = utterance,
                FromSample = fromSample,
                KnownSentence = known,
                MaxDelay = null,
            },
            new[] { text }.ToAsyncEnumerable(),
            again,
            cancellationToken
        );
        await foreach (var happened in rest.ConfigureAwait(false))
            yield return happened;
    }

    /// <inheritdoc/>
    public VoiceInfo? TakeVote(string utterance)
    {
        var (request, counts) = records.Vote(utterance) ?? throw new UnknownUtteranceException(utterance);
        return counts ? new(request.Voice!, request.VoiceVersion!, "", [], 0, 0, "") : null;
    }

    /// <inheritdoc/>
    /// <exception cref="NoWorkerException">VS4081.</exception>
    /// <exception cref="WorkerRefusedException">A worker's error.</exception>
    public async Task<Explanation> ExplainAsync(
        SpeechRequest request,
        string text,
        CancellationToken cancellationToken
    )
    {
        if (text.Length > streaming.Value.MaxTextLength)
            throw new TextTooLongException(streaming.Value.MaxTextLength);
        var worker =
            workers.Choose(request.Voice, paced: false, [])
            ?? throw (
                workers.BusyFor(paced: false) is { } tryAgain
                    ? new EngineBusyException(workers.Workers.Sum(one => one.Report.Speaking), tryAgain)
                    : new NoWorkerException()
            );
        var (answer, refusal) = await calls
            .At(worker.Silo)
            .ExplainAsync(Packed.Of(request.ToContract()), text)
            .WaitAsync(cancellationToken)
            .ConfigureAwait(false);
        return refusal is null
            ? JsonSerializer.Deserialize<Explanation>(answer!, ContractJson.Options)!
            : throw new WorkerRefusedException(refusal);
    }

    /// <inheritdoc/>
    public Task DrainAsync() => _attendance.CloseAsync();

    /// <summary>Keeps the stream near its listener: holds frames back while it is paused or far behind.</summary>
    private static async IAsyncEnumerable<SpeechEvent> NearAsync(
        RemoteUtterance remote,
        SpeechRequest request,
        Utterance utterance,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var sampleRate = 0;
        await foreach (
            var happened in remote.RunAsync(cancellationToken).Buffered(InHand, cancellationToken).ConfigureAwait(false)
        )
        {
            if (happened is SpeechStarted start)
                sampleRate = start.Format.SampleRate;
            else if (happened is SoundMade { Frame: var frame })
            {
                utterance.Clock.Begin(frame.FirstSample, sampleRate);
                await utterance
                    .Clock.WaitAsync(frame.FirstSample, request.MaxLead, cancellationToken)
                    .ConfigureAwait(false);
            }
            yield return happened;
        }
    }

    /// <summary>True if there is another event; a stop is an end like any other.</summary>
    private static async ValueTask<bool> NextAsync(
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
    }

    /// <summary>An event as the listener is told it, noted for resuming.</summary>
    private SpeechEvent Told(SpeechEvent happened, Utterance utterance, UtteranceLedger ledger, ref int sampleRate)
    {
        switch (happened)
        {
            case SpeechStarted start:
                sampleRate = start.Format.SampleRate;
                utterance.Request = utterance.Request with { Voice = start.Voice, VoiceVersion = start.VoiceVersion };
                records.Keep(utterance);
                return start with { Utterance = utterance.Id };
            case SoundMade sound:
                ledger.Sound(sound.Frame.Pcm.Length / 2);
                break;
            case SentenceStarted sentence:
                if (utterance.Request.MaxDelay is not null || utterance.Request.FollowsVersions)
                    records.Keep(utterance); // with the cuts and versions that its sound depends on
                if (sentence.Samples > 0)
                    records.Append(utterance.Id, new SentencePlace(sentence.Sentence, sentence.FirstSample));
                break;
            case SpeechAccounted { Ledger: var last }:
                var sum = ledger.Sum(sampleRate);
                return new SpeechAccounted(
                    last with
                    {
                        Samples = sum.Samples,
                        FirstSound = sum.FirstSound,
                        Total = sum.Total,
                        Sending = sum.Sending,
                    }
                );
        }
        utterance.Note(happened);
        return happened;
    }

    private void Append(Utterance utterance, string piece)
    {
        utterance.Append(piece);
        records.Append(utterance.Id, piece);
    }

    private Utterance? Recent(string utterance)
    {
        try
        {
            return _recent.Find(utterance);
        }
        catch (UnknownUtteranceException)
        {
            return null;
        }
    }
}
