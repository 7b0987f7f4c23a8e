using System.Text.Json;
using VoiceSmith.Cluster.Voices;
using VoiceSmith.Cluster.Workers;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cluster.Gateways;

/// <summary>
/// Publishes to a whole cluster: the file is stored, every worker loads and tries it, and only then the change is made,
/// which all follow in one order.
/// </summary>
/// <param name="log">The changes.</param>
/// <param name="files">Files of versions.</param>
/// <param name="table">The workers.</param>
/// <param name="workers">Calls to workers.</param>
/// <param name="store">Votes.</param>
/// <param name="time">Dates publications.</param>
internal sealed class ClusterPublisher(
    VoiceLog log,
    VoiceFiles files,
    WorkerTable table,
    IWorkerServiceClient workers,
    ClusterStore store,
    TimeProvider time
) : IVoicePublisher
{
    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public async Task<VoicePublication> PublishAsync(
        Stream voiceFile,
        string name,
        string by,
        string source,
        VoiceComparison? comparison,
        CancellationToken cancellationToken
    )
    {
        store.RequireConnected();
        var (sha256, bytes) = await files.KeepAsync(voiceFile, cancellationToken).ConfigureAwait(false);
        await using var turn = await log.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var prepared =
            (await AskAllAsync(worker => worker.PrepareAsync(name, sha256, source)).ConfigureAwait(false))
                .Select(answer => JsonSerializer.Deserialize<PreparedVersion>(answer, ContractJson.Options)!)
                .FirstOrDefault()
            ?? throw new NoWorkerException();
        return await ChangeAsync(
                new()
                {
                    Kind =
                        comparison is not null && IsThere(prepared.Voice.Name)
                            ? VoiceChangeKind.Compare
                            : VoiceChangeKind.Speak,
                    Voice = prepared.Voice,
                    Sha256 = sha256,
                    Bytes = bytes,
                    At = time.GetUtcNow(),
                    By = by,
                    Source = source,
                    Comparison = comparison,
                    Provenance = prepared.Provenance,
                    Findings = prepared.Report,
                }
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<VoicePublication> RollBackAsync(
        string name,
        string? version,
        string by,
        string source,
        CancellationToken cancellationToken
    )
    {
        store.RequireConnected();
        var current = CurrentOf(name);
        await using var turn = await log.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var history = await log.HistoryOfAsync(current.Name).ConfigureAwait(false);
        current = history.Current?.Voice ?? current; // reports are a moment behind
        var wanted =
            version
            ?? history.Spoken.FirstOrDefault(one => one.Voice.Version != current.Version)?.Voice.Version
            ?? throw new NothingToRollBackException(current.Name);
        return await ChangeAsync(
                await RecallAsync(history, current, wanted).ConfigureAwait(false) with
                {
                    Kind = VoiceChangeKind.Speak,
                    At = time.GetUtcNow(),
                    By = by,
                    Source = source,
                    Comparison = null,
                }
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task CompareAsync(
        string name,
        string? version,
        VoiceComparison comparison,
        CancellationToken cancellationToken
    )
    {
        store.RequireConnected();
        var current = CurrentOf(name);
        await using var turn = await log.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        var history = await log.HistoryOfAsync(current.Name).ConfigureAwait(false);
        current = history.Current?.Voice ?? current; // reports are a moment behind
        var wanted =
            version
            ?? history.Compared?.Voice.Version
            ?? throw new VersionNotKeptException(current.Name, "", "No version is being compared: name one.");
        if (wanted == current.Version)
            throw new VersionNotKeptException(
                current.Name,
                wanted,
                "It is the one that speaks: choose another to compare with it."
            );
        await ChangeAsync(
                await RecallAsync(history, current, wanted).ConfigureAwait(false) with
                {
                    Kind = VoiceChangeKind.Compare,
                    At = time.GetUtcNow(),
                    Comparison = comparison,
                }
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<VoicePublication> PromoteAsync(string name, string by, CancellationToken cancellationToken) =>
        (await log.HistoryOfAsync(CurrentOf(name).Name).ConfigureAwait(false)).Compared is { } compared
            ? await RollBackAsync(name, compared.Voice.Version, by, "promoted", cancellationToken).ConfigureAwait(false)
            : throw new VersionNotKeptException(name, "", "No version is being compared.");

    /// <inheritdoc/>
    public async Task DropAsync(string name, CancellationToken cancellationToken)
    {
        store.RequireConnected();
        var current = CurrentOf(name);
        await using var turn = await log.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        await ChangeAsync(
                new()
                {
                    Kind = VoiceChangeKind.Drop,
                    Voice = current,
                    At = time.GetUtcNow(),
                }
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Vote(string name, string? version, bool liked)
    {
        store.RequireConnected();
        var current = CurrentOf(name);
        _ = store.Database.HashIncrementAsync(
            VotesOf(current.Name),
            $"{version ?? current.Version} {(liked ? "for" : "against")}",
            1,
            StackExchange.Redis.CommandFlags.FireAndForget
        );
    }

    /// <inheritdoc/>
    public async Task<VoiceVersions> DescribeAsync(string name, CancellationToken cancellationToken)
    {
        var current = CurrentOf(name);
        var history = await log.HistoryOfAsync(current.Name).ConfigureAwait(false);
        current = history.Current?.Voice ?? current;
        var votes = await store
            .AskAsync(database => database.HashGetAllAsync(VotesOf(current.Name)))
            .ConfigureAwait(false);
        var figures = (await AskAllAsync(worker => worker.FiguresAsync(current.Name)).ConfigureAwait(false))
            .SelectMany(answer =>
                JsonSerializer.Deserialize<Dictionary<string, VersionFigures>>(answer, ContractJson.Options)!
            )
            .ToLookup(one => one.Key, one => one.Value);
        long VotesFor(string version, string side) =>
            (long?)votes.FirstOrDefault(one => one.Name == $"{version} {side}").Value ?? 0;
        VoiceVersion Describe(VoiceChange one) =>
            new()
            {
                Version = one.Voice.Version,
                At = one.At,
                By = one.By,
                Source = one.Source,
                Language = one.Voice.Language,
                Provenance = one.Provenance,
                State =
                    one.Voice.Version == current.Version ? "current"
                    : one.Voice.Version == history.Compared?.Voice.Version ? "compared"
                    : "kept",
                Findings = one.Findings,
                Bytes = one.Bytes,
                Figures = Sum([.. figures[one.Voice.Version]]) with
                {
                    VotesFor = VotesFor(one.Voice.Version, "for"),
                    VotesAgainst = VotesFor(one.Voice.Version, "against"),
                },
            };
        var own = history.Find(current.Version) is null
            ?
            [
                Describe(
                    new()
                    {
                        Kind = VoiceChangeKind.Speak,
                        Voice = current,
                        Provenance = new() { AcousticStep = current.TrainingStep, Licence = current.Licence },
                    }
                ),
            ]
            : Array.Empty<VoiceVersion>();
        return new(
            current.Name,
            current.Version,
            history.Compared is { Comparison: { } how } compared
                ? new(compared.Voice.Version, how.Share, how.BySession, how.Sessions)
                : null,
            [.. history.Versions.Select(Describe), .. own],
            [.. history.Spoken.Select(one => new Publication(one.Voice.Version, one.At, one.By, one.Source))]
        );
    }

    /// <inheritdoc/>
    public async Task<VoiceInfo> CopyCurrentAsync(string? name, string path, CancellationToken cancellationToken)
    {
        var current = CurrentOf(name);
        var file = (await log.HistoryOfAsync(current.Name).ConfigureAwait(false)).Find(current.Version)?.Sha256
            is { Length: > 0 } sha256
            ? await files.FetchAsync(current.Name, current.Version, sha256, cancellationToken).ConfigureAwait(false)
            : throw new VersionNotKeptException(
                current.Name,
                current.Version,
                "It was not published to this cluster: publish its file."
            );
        File.Copy(file, path, overwrite: true);
        return current;
    }

    /// <inheritdoc/>
    public bool Speaks(string name, string version) =>
        table.Workers.Any(worker => worker.Voices.Any(one => one.Version == version));

    /// <inheritdoc/>
    public async Task<bool> KnowsAsync(string sha256, CancellationToken cancellationToken) =>
        (await log.ReadAsync(0).ConfigureAwait(false)).Any(one => one.Sha256 == sha256);

    /// <summary>The median's figures of several workers are averages, weighted by their utterances.</summary>
    private static VersionFigures Sum(VersionFigures[] all)
    {
        var utterances = all.Sum(one => one.Utterances);
        double Average(Func<VersionFigures, double> of) =>
            utterances == 0 ? 0 : all.Sum(one => of(one) * one.Utterances) / utterances;
        return new(
            utterances,
            all.Sum(one => one.Cancelled),
            all.Sum(one => one.Failed),
            Average(one => one.FirstSoundMedianMs),
            Average(one => one.FirstSoundP95Ms),
            Average(one => one.RealTimeFactor),
            0,
            0
        );
    }

    private StackExchange.Redis.RedisKey VotesOf(string name) => store.Key($"voices:votes:{name.ToLowerInvariant()}");

    private VoiceInfo CurrentOf(string? name)
    {
        var all = table.Voices;
        if (all.Count == 0)
            throw new NoWorkerException();
        return string.IsNullOrWhiteSpace(name)
            ? all[0]
            : all.FirstOrDefault(one => one.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
                ?? throw new UnknownVoiceException(name, [.. all.Select(one => one.Name)]);
    }

    private bool IsThere(string name) =>
        table.Voices.Any(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Makes every worker load a version that spoke before.</summary>
    /// <returns>The version, as a change to be made.</returns>
    private async Task<VoiceChange> RecallAsync(VoiceHistory history, VoiceInfo current, string version)
    {
        var known =
            history.Find(version)
            ?? throw new VersionNotKeptException(
                current.Name,
                version,
                "None of that version was published to this cluster."
            );
        await AskAllAsync(async worker =>
            {
                var refusal = await worker.RecallAsync(current.Name, version, known.Sha256).ConfigureAwait(false);
                return (null, refusal);
            })
            .ConfigureAwait(false);
        return known;
    }

    /// <summary>Makes a change, and waits until every worker has followed it.</summary>
    private async Task<VoicePublication> ChangeAsync(VoiceChange change)
    {
        if (
            change.Kind == VoiceChangeKind.Speak
            && (await log.HistoryOfAsync(change.Voice.Name).ConfigureAwait(false)).Current is null
            && IsThere(change.Voice.Name)
        )
            // what spoke so far can be gone back to
            await log.AppendAsync(OfConfiguration(CurrentOf(change.Voice.Name))).ConfigureAwait(false);
        var number = await log.AppendAsync(change).ConfigureAwait(false);
        table.Expect(number);
        await Task.WhenAll(
                table.Workers.Select(async worker =>
                {
                    await ((Task)workers.At(worker.Silo).FollowAsync(number).WaitAsync(worker.Gone)).ConfigureAwait(
                        ConfigureAwaitOptions.SuppressThrowing
                    ); // one that is lost serves nothing until it has caught up
                })
            )
            .ConfigureAwait(false);
        Changed?.Invoke();
        return change.ToPublication();
    }

    private static VoiceChange OfConfiguration(VoiceInfo voice) =>
        new()
        {
            Kind = VoiceChangeKind.Speak,
            Voice = voice,
            At = DateTimeOffset.UnixEpoch,
            By = "start",
            Provenance = new() { AcousticStep = voice.TrainingStep, Licence = voice.Licence },
        };

    /// <summary>Asks every worker; the first refusal is thrown. Workers that are lost meanwhile do not count.</summary>
    private async Task<IReadOnlyList<string>> AskAllAsync(
        Func<IWorkerService, Task<(string? Answer, Refusal? Refusal)>> ask
    )
    {
        var asked = table.Workers;
        if (asked.Count == 0)
            throw new NoWorkerException();
        var answers = await Task.WhenAll(
                asked.Select(async worker =>
                {
                    try
                    {
                        return await ask(workers.At(worker.Silo)).WaitAsync(worker.Gone).ConfigureAwait(false);
                    }
                    catch (OperationCanceledException) when (worker.Gone.IsCancellationRequested)
                    {
                        return (null, null);
                    }
                })
            )
            .ConfigureAwait(false);
        if (answers.FirstOrDefault(answer => answer.Refusal is not null).Refusal is { } refusal)
            throw new WorkerRefusedException(refusal);
        return [.. answers.Select(answer => answer.Answer).OfType<string>()];
    }
}
