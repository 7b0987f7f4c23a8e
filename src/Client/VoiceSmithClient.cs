using VoiceSmith.Contracts;

namespace VoiceSmith.Client;

/// <summary>A whole utterance.</summary>
/// <param name="Wav">A WAV file: 16-bit mono.</param>
/// <param name="ModelVersion">Version of the voice.</param>
/// <param name="Utterance">The utterance's id, for votes.</param>
/// <param name="Notices">Parts of the text that were not followed.</param>
public sealed record SpokenFile(byte[] Wav, string ModelVersion, string Utterance, IReadOnlyList<string> Notices);

/// <summary>A client of a VoiceSmith server. Safe for concurrent use; one connection serves all utterances.</summary>
/// <example>
/// <code>
/// await using var client = await VoiceSmithClient.ConnectAsync("http://localhost:5080");
/// await foreach (var e in client.SpeakAsync(new() { Voice = "kathleen" }, "Good evening."))
///     if (e is AudioEvent audio)
///         player.Write(audio.Pcm.Span);
/// </code>
/// </example>
public sealed class VoiceSmithClient : IAsyncDisposable
{
    private readonly HubLink _link;
    private readonly HttpApi _http;

    /// <summary>A client that connects when it is first used.</summary>
    /// <param name="server">The server's address, such as http://localhost:5080.</param>
    /// <param name="options">API key, reconnecting.</param>
    public VoiceSmithClient(Uri server, VoiceSmithClientOptions? options = null)
    {
        Server = server.AbsolutePath.EndsWith('/')
            ? server
            : new UriBuilder(server) { Path = server.AbsolutePath + "/" }.Uri;
        options ??= new();
        _link = new(Server, options, voices => VoicesChanged?.Invoke(voices));
        _http = new(Server, options);
        (Voices, Training) = (new(_http), new(_http));
    }

    /// <summary>The server's address.</summary>
    public Uri Server { get; }

    /// <summary>Voices and their versions.</summary>
    public VoicesClient Voices { get; }

    /// <summary>Data sets and training runs.</summary>
    public TrainingClient Training { get; }

    /// <summary>
    /// The server's voices, the default first: raised when the connection opens, and when a version is published.
    /// </summary>
    public event Action<IReadOnlyList<VoiceInfo>>? VoicesChanged;

    /// <summary>Connects to a server.</summary>
    /// <param name="server">The server's address, such as http://localhost:5080.</param>
    /// <param name="options">API key, reconnecting.</param>
    /// <param name="cancellationToken">Cancels the connecting.</param>
    /// <exception cref="ServerUnreachableException">VS4024: no server answers.</exception>
    public static Task<VoiceSmithClient> ConnectAsync(
        string server,
        VoiceSmithClientOptions? options = null,
        CancellationToken cancellationToken = default
    ) => ConnectAsync(new Uri(server), options, cancellationToken);

    /// <inheritdoc cref="ConnectAsync(string, VoiceSmithClientOptions?, CancellationToken)"/>
    public static async Task<VoiceSmithClient> ConnectAsync(
        Uri server,
        VoiceSmithClientOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var client = new VoiceSmithClient(server, options);
        try
        {
            await client._link.OpenAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Speaks text while it is still arriving, such as the pieces of a language model's answer.</summary>
    /// <param name="request">Voice, controls and seed.</param>
    /// <param name="pieces">The text in pieces of any size; must observe the token it is enumerated with.</param>
    /// <param name="cancellationToken">Cancels the utterance.</param>
    public Speech SpeakAsync(
        SpeakRequest request,
        IAsyncEnumerable<string> pieces,
        CancellationToken cancellationToken = default
    ) => new(_link, request, new SentText(pieces), cancellationToken);

    /// <summary>Speaks a text.</summary>
    /// <param name="request">Voice, controls and seed.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Cancels the utterance.</param>
    public Speech SpeakAsync(SpeakRequest request, string text, CancellationToken cancellationToken = default) =>
        new(_link, request, new SentText(text), cancellationToken);

    /// <summary>Speaks a text with the default voice.</summary>
    public Speech SpeakAsync(string text, CancellationToken cancellationToken = default) =>
        SpeakAsync(new(), text, cancellationToken);

    /// <summary>Speaks the rest of an utterance of the last minutes, of any connection.</summary>
    /// <param name="utterance">Its id.</param>
    /// <param name="fromSample">The first sample wanted; all samples from there on are the same as before.</param>
    /// <param name="cancellationToken">Cancels the utterance.</param>
    public Speech ResumeAsync(string utterance, long fromSample, CancellationToken cancellationToken = default) =>
        new(_link, utterance, fromSample, cancellationToken);

    /// <summary>Speaks a whole text to a WAV file in memory.</summary>
    /// <exception cref="ServerRefusedException">The server refuses the request.</exception>
    /// <exception cref="ServerUnreachableException">VS4024: no server answers.</exception>
    public async Task<SpokenFile> SpeakToWavAsync(
        SpeakTextRequest request,
        CancellationToken cancellationToken = default
    )
    {
        using var answer = await _http
            .SendAsync(HttpMethod.Post, ApiRoutes.Speak, HttpApi.Json(request), cancellationToken)
            .ConfigureAwait(false);
        string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Concat(values) : "";
        var notices = Uri.UnescapeDataString(Header(SpeakHeaders.Notices));
        return new(
            await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false),
            Header(SpeakHeaders.ModelVersion),
            Header(SpeakHeaders.Utterance),
            notices.Length == 0 ? [] : notices.Split('\n')
        );
    }

    /// <summary>Votes on an utterance of the last minutes, of any connection.</summary>
    /// <param name="utterance">Its id.</param>
    /// <param name="liked">True for a vote in favour.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>True if the vote counts: the utterance is known, and this is the first vote on it.</returns>
    public Task<bool> VoteAsync(string utterance, bool liked, CancellationToken cancellationToken = default) =>
        _link.CallAsync<bool>(nameof(ISpeechHub.Vote), [utterance, liked], cancellationToken);

    /// <summary>Closes the connection; utterances under way end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
    }
}
