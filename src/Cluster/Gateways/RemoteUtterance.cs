using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans;
using VoiceSmith.Cluster.Utterances;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cluster.Gateways;

/// <summary>
/// An utterance that workers speak, one after another where they are lost: one sequence of events, each once.
/// </summary>
/// <param name="workers">Whom to ask.</param>
/// <param name="grains">Makes references to grains.</param>
/// <param name="request">The request.</param>
/// <param name="text">Its text, which may still be arriving.</param>
/// <param name="utterance">The handle: cuts, versions and clock.</param>
/// <param name="store">Without it nothing new is begun.</param>
/// <param name="records">Says which grain speaks it, for other gateways.</param>
/// <param name="patience">Longest wait for a worker.</param>
/// <param name="meter">Counts attempts.</param>
/// <param name="log">Told of lost workers.</param>
internal sealed class RemoteUtterance(
    WorkerTable workers,
    IGrainFactory grains,
    SpeechRequest request,
    ArrivingText text,
    Utterance utterance,
    ClusterStore store,
    UtteranceRecords records,
    TimeSpan patience,
    ClusterMeter meter,
    ILogger log
)
{
    private const int MostFruitless = 5,
        MostRefusals = 4;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(2);

    // Of a worker, which its reader's pull holds back long before that: a gateway has seconds of sound in hand, and
    // keeps the listener's own lead.
    private static readonly TimeSpan LeadOfWorker = TimeSpan.FromSeconds(10),
        LongestLead = TimeSpan.FromMinutes(59);

    private readonly SentEvents _sent = new(request.FromSample);
    private readonly List<Worker> _refused = [];
    private TimeSpan? _tryAgain;
    private int _attempts,
        _fruitless;

    /// <summary>The events, from <see cref="SpeechStarted"/> to <see cref="SpeechEnded"/>.</summary>
    /// <exception cref="EngineBusyException">VS4002: every worker is.</exception>
    /// <exception cref="ClusterStoreException">VS4080.</exception>
    /// <exception cref="NoWorkerException">VS4081.</exception>
    /// <exception cref="UtteranceLostException">VS4082.</exception>
    /// <exception cref="WorkerRefusedException">A worker's error that another would give as well.</exception>
    public async IAsyncEnumerable<SpeechEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // a text that comes in one go travels with the order, and not behind the first answer
        await text.SettleAsync(Moment, cancellationToken).ConfigureAwait(false);
        for (var held = await HeldAsync().ConfigureAwait(false); ; held = null)
        {
            var (worker, key) =
                held ?? (await ChooseAsync(cancellationToken).ConfigureAwait(false), $"{utterance.Id}/{_attempts++}");
            var (order, length) = Order(continues: held is not null);
            var grain = grains.GetGrain<IUtteranceGrain>(key);
            _sent.Resume();
            await using var stream = new WorkerStream(grain, worker, order, cancellationToken);
            WorkerLostException? lost = null;
            for (var isFirst = true; ; isFirst = false)
            {
                (var batch, lost) = await stream.NextAsync(cancellationToken).ConfigureAwait(false);
                if (batch is null || (order.Continues && isFirst && batch.Refusal is not null))
                    break;
                if (isFirst)
                    records.Keep(utterance.Id, new(worker.Address, key));
                if (isFirst && order.Continues)
                    meter.Continued();
                if (!order.IsComplete || IsBoundLate)
                    stream.Follow(text, length, IsBoundLate ? utterance : null);
                Note(batch);
                foreach (var message in batch.Events.Read())
                {
                    if (_sent.New(message.ToSpeechEvent()) is not { } happened)
                        continue;
                    if (happened is SoundMade)
                        Progress();
                    yield return happened;
                    if (happened is SpeechEnded)
                        yield break;
                }
                lost = batch.Refusal is { } refusal ? Refused(worker, refusal) : null;
                if (batch.Refusal is not null)
                    break;
            }
            if (order.Continues && _sent.Start is null)
                continue; // it is not held any more, and is made again
            if (lost is not null)
                Lost(lost);
            else if (!_refused.Contains(worker))
                Lost(new(worker.Report.Name, new EndOfStreamException("It ended in the middle.")));
        }
    }

    /// <summary>True where each sentence waits for its listener, to be spoken by the version of that time.</summary>
    private bool IsBoundLate => request is { MaxLead: not null, FollowsVersions: true };

    /// <summary>The worker and grain that hold the sound of the utterance that this one continues.</summary>
    private async ValueTask<(Worker Worker, string Grain)?> HeldAsync() =>
        request is { Continues: { } broken, FollowsVersions: false, MaxDelay: null }
        && await records.PlaceAsync(broken).ConfigureAwait(false) is { } place
        && workers.At(place.Silo) is { } worker
            ? (worker, place.Grain)
            : null;

    private void Progress()
    {
        if (_fruitless > 0)
            meter.Resumed();
        _fruitless = 0;
        _refused.Clear();
    }

    /// <summary>Takes up what the events depend on, before they go out.</summary>
    private void Note(SpokenBatch batch)
    {
        foreach (var cut in batch.Cuts)
            utterance.Cuts.Add(cut);
        foreach (var version in batch.Versions)
            utterance.Versions.Add(version);
    }

    /// <summary>The next worker's order, and the length of the text in it.</summary>
    private (UtteranceOrder Order, int Length) Order(bool continues)
    {
        var wanted = request with { FromSample = _sent.ResumeFrom, Session = request.Session ?? utterance.Id };
        if (request.MaxLead is { } lead && !IsBoundLate)
            wanted = wanted with { MaxLead = lead < LongestLead ? lead + LeadOfWorker : lead };
        if (_sent.Start is { } start)
            wanted = wanted with { Voice = start.Voice, VoiceVersion = start.VoiceVersion };
        if (_sent.Sentence is { } sent)
            wanted = wanted with { KnownSentence = new(sent.Sentence, sent.FirstSample) };
        var (come, isComplete, _) = text.From(0);
        return (
            new()
            {
                Request = Packed.Of(wanted.ToContract()),
                Caller = request.Caller,
                Turn = request.Turn,
                Text = come,
                IsComplete = isComplete,
                Cuts = [.. utterance.Cuts.All],
                Versions = [.. utterance.Versions.All],
                Change = workers.Change,
                SoundAgain = _sent.ResumeFrom > 0 && !continues,
                Gateway = workers.Gateway,
                Continues = continues,
            },
            come.Length
        );
    }

    /// <summary>A worker's error: the next one is asked where that may help.</summary>
    /// <returns>The loss, where the worker failed; null where it refused.</returns>
    private WorkerLostException? Refused(Worker worker, Refusal refusal)
    {
        switch (refusal.Code)
        {
            case ErrorCatalogue.Unexpected:
                return new(worker.Report.Name, new WorkerRefusedException(refusal));
            case "VS4002" or "VS4010":
                _tryAgain = refusal.TryAgain is { } again && !(again > _tryAgain) ? again : _tryAgain;
                _refused.Add(worker);
                // where so many are full, the others are as well
                if (_refused.Count >= MostRefusals && _sent.Start is null)
                    throw new EngineBusyException(
                        workers.Workers.Sum(one => one.Report.Speaking),
                        _tryAgain ?? TimeSpan.FromSeconds(1)
                    );
                return null;
            // another worker may still have the version
            case "VS4012" when _attempts > _refused.Count + 1 && !_refused.Contains(worker):
                _refused.Add(worker);
                return null;
            default:
                throw new WorkerRefusedException(refusal);
        }
    }

    private void Lost(WorkerLostException lost)
    {
        if (_sent.Start is null)
            store.RequireConnected();
        meter.Lost();
        log.UtteranceMoved(utterance.Id, _sent.Next, lost.Message);
        if (++_fruitless >= MostFruitless)
            throw new UtteranceLostException(_fruitless, lost);
    }

    private async ValueTask<Worker> ChooseAsync(CancellationToken cancellationToken)
    {
        var voice = _sent.Start?.Voice ?? request.Voice;
        using var late = new CancellationTokenSource(patience);
        while (true)
        {
            var changed = workers.Changed;
            if (_sent.Start is null)
                store.RequireConnected();
            if (workers.Choose(voice, request.MaxLead is not null, _refused) is { } worker)
                return worker;
            var tryAgain = workers.BusyFor(request.MaxLead is not null) ?? _tryAgain;
            if (_sent.Start is null && (tryAgain is not null || _refused.Count > 0))
                throw new EngineBusyException(
                    workers.Workers.Sum(one => one.Report.Speaking),
                    tryAgain ?? TimeSpan.FromSeconds(1)
                );
            _refused.Clear(); // one that goes on is not sent away: somebody will have a place
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
            await ((Task)changed.WaitAsync(either.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (!late.IsCancellationRequested)
                continue;
            store.RequireConnected();
            throw new NoWorkerException();
        }
    }
}
