using VoiceSmith.Contracts;

namespace VoiceSmith.Client;

/// <summary>Recordings to be uploaded: one zip, or sounds with their texts.</summary>
/// <param name="Name">The data set's display name.</param>
/// <param name="Files">The files.</param>
public sealed record DataSetUpload(string Name, IReadOnlyList<UploadFile> Files)
{
    /// <summary>Licence of the recordings.</summary>
    public string Licence { get; init; } = "";

    /// <summary>Lines of a sound's name, '|' and its text; null if the files have the texts.</summary>
    public string? Transcripts { get; init; }
}

/// <summary>A file to be uploaded.</summary>
/// <param name="Name">Its name, without folder.</param>
/// <param name="Content">Its bytes; disposed of after the upload.</param>
public sealed record UploadFile(string Name, Stream Content)
{
    /// <summary>A file of this machine.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static UploadFile Open(string path) => new(Path.GetFileName(path), File.OpenRead(path));
}

/// <summary>Training on a server: data sets and runs.</summary>
/// <remarks>
/// Every call throws <see cref="ServerRefusedException"/>: VS4030 if the server does not train, VS4031 for an unknown
/// id.
/// </remarks>
public sealed class TrainingClient
{
    private readonly HttpApi _http;

    internal TrainingClient(HttpApi http) => _http = http;

    /// <summary>All data sets, the newest first.</summary>
    public async Task<IReadOnlyList<DataSet>> DataSetsAsync(CancellationToken cancellationToken = default) =>
        await _http.GetAsync<DataSet[]>(ApiRoutes.DataSets, cancellationToken).ConfigureAwait(false);

    /// <summary>One data set.</summary>
    public Task<DataSet> DataSetAsync(string id, CancellationToken cancellationToken = default) =>
        _http.GetAsync<DataSet>(DataSetPath(id), cancellationToken);

    /// <summary>Uploads recordings; check them before a run.</summary>
    /// <exception cref="ServerRefusedException">VS4032: unusable files; VS4033: too large.</exception>
    public async Task<DataSet> UploadAsync(DataSetUpload upload, CancellationToken cancellationToken = default)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(upload.Name), "name" },
            { new StringContent(upload.Licence), "licence" },
        };
        if (upload.Transcripts is { } transcripts)
            form.Add(new StringContent(transcripts), "transcripts");
        foreach (var file in upload.Files)
            form.Add(new StreamContent(file.Content), "files", file.Name);
        return await _http
            .SendAsync<DataSet>(HttpMethod.Post, ApiRoutes.DataSets, form, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Checks a data set and prepares it for training.</summary>
    /// <exception cref="ServerRefusedException">VS4034: it is being checked.</exception>
    public Task<DataSet> CheckAsync(string id, CancellationToken cancellationToken = default) =>
        _http.PostAsync<DataSet>(DataSetPath(id) + "/check", null, cancellationToken);

    /// <summary>The recordings of a data set that was checked; empty before.</summary>
    public async Task<IReadOnlyList<DataRecording>> RecordingsAsync(
        string id,
        CancellationToken cancellationToken = default
    ) =>
        await _http.GetAsync<DataRecording[]>(DataSetPath(id) + "/recordings", cancellationToken).ConfigureAwait(false);

    /// <summary>Decides about a recording of a data set; the next check applies it.</summary>
    /// <exception cref="ServerRefusedException">VS4031: unknown recording; VS4034: it is being checked.</exception>
    public Task DecideAsync(
        string id,
        string recording,
        RecordingDecision decision,
        CancellationToken cancellationToken = default
    ) =>
        _http.PutAsync(
            $"{DataSetPath(id)}/recordings/{string.Join('/', recording.Split('/').Select(Uri.EscapeDataString))}",
            decision,
            cancellationToken
        );

    /// <summary>Deletes a data set.</summary>
    /// <exception cref="ServerRefusedException">
    /// VS4034: it is in use; VS4043: a current version was made from it.
    /// </exception>
    public Task DeleteDataSetAsync(string id, CancellationToken cancellationToken = default) =>
        _http.DeleteAsync(DataSetPath(id), cancellationToken);

    /// <summary>All runs, the newest first.</summary>
    public async Task<IReadOnlyList<Run>> RunsAsync(CancellationToken cancellationToken = default) =>
        await _http.GetAsync<Run[]>(ApiRoutes.Runs, cancellationToken).ConfigureAwait(false);

    /// <summary>One run.</summary>
    public Task<Run> RunAsync(string id, CancellationToken cancellationToken = default) =>
        _http.GetAsync<Run>(RunPath(id), cancellationToken);

    /// <summary>Queues a run.</summary>
    /// <exception cref="ServerRefusedException">
    /// VS4038: invalid request; VS4039: queue full; VS3009: the voice cannot be fine-tuned.
    /// </exception>
    public Task<Run> StartAsync(RunRequest request, CancellationToken cancellationToken = default) =>
        _http.PostAsync<Run>(ApiRoutes.Runs, request, cancellationToken);

    /// <summary>Pauses a run with a checkpoint.</summary>
    /// <exception cref="ServerRefusedException">VS4040: its state does not allow it.</exception>
    public Task<Run> PauseAsync(string id, CancellationToken cancellationToken = default) =>
        _http.PostAsync<Run>(RunPath(id) + "/pause", null, cancellationToken);

    /// <summary>Queues a run again that was paused or stopped, or that failed.</summary>
    /// <exception cref="ServerRefusedException">VS4039: queue full; VS4040: its state does not allow it.</exception>
    public Task<Run> ResumeAsync(string id, CancellationToken cancellationToken = default) =>
        _http.PostAsync<Run>(RunPath(id) + "/resume", null, cancellationToken);

    /// <summary>Stops a run with a checkpoint.</summary>
    /// <exception cref="ServerRefusedException">VS4040: its state does not allow it.</exception>
    public Task<Run> StopAsync(string id, CancellationToken cancellationToken = default) =>
        _http.PostAsync<Run>(RunPath(id) + "/stop", null, cancellationToken);

    /// <summary>Deletes a run that has ended; versions made from it stay.</summary>
    /// <exception cref="ServerRefusedException">
    /// VS4040: it has not ended; VS4043: a current version was made from it.
    /// </exception>
    public Task DeleteRunAsync(string id, CancellationToken cancellationToken = default) =>
        _http.DeleteAsync(RunPath(id), cancellationToken);

    /// <summary>Makes a step of a run the current version of a voice.</summary>
    /// <exception cref="ServerRefusedException">
    /// VS4041: the step has no checkpoint; VS4014: refused by the gate.
    /// </exception>
    public Task<Promotion> PromoteAsync(
        string id,
        PromotionRequest request,
        CancellationToken cancellationToken = default
    ) => _http.PostAsync<Promotion>(RunPath(id) + "/promote", request, cancellationToken);

    /// <summary>
    /// The events of a run, past and future, until it ends. Goes on by itself after a lost connection.
    /// </summary>
    /// <param name="id">The run.</param>
    /// <param name="from">Number of the first event wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IAsyncEnumerable<RunEvent> FollowAsync(
        string id,
        int from = 0,
        CancellationToken cancellationToken = default
    ) => _http.FollowAsync<RunEvent>(next => $"{RunPath(id)}/events?from={next}", from, cancellationToken);

    /// <summary>A sound or picture of a validation.</summary>
    public Task<byte[]> FileAsync(RunFile file, CancellationToken cancellationToken = default) =>
        BytesAsync(file.Url, cancellationToken);

    /// <summary>The sound file of a recording; empty if there is none.</summary>
    public async Task<byte[]> SoundAsync(DataRecording recording, CancellationToken cancellationToken = default) =>
        recording.Url is { } url ? await BytesAsync(url, cancellationToken).ConfigureAwait(false) : [];

    private async Task<byte[]> BytesAsync(string url, CancellationToken cancellationToken)
    {
        using var answer = await _http.SendAsync(HttpMethod.Get, url, null, cancellationToken).ConfigureAwait(false);
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string DataSetPath(string id) => $"{ApiRoutes.DataSets}/{Uri.EscapeDataString(id)}";

    private static string RunPath(string id) => $"{ApiRoutes.Runs}/{Uri.EscapeDataString(id)}";
}
