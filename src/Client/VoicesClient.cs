using System.Globalization;
using VoiceSmith.Contracts;

namespace VoiceSmith.Client;

/// <summary>Voices of a server and their versions.</summary>
public sealed class VoicesClient
{
    private readonly HttpApi _http;

    internal VoicesClient(HttpApi http) => _http = http;

    /// <summary>The voices, the default first.</summary>
    /// <exception cref="ServerUnreachableException">VS4024.</exception>
    public async Task<IReadOnlyList<VoiceInfo>> ListAsync(CancellationToken cancellationToken = default) =>
        await _http.GetAsync<VoiceInfo[]>(ApiRoutes.Voices, cancellationToken).ConfigureAwait(false);

    /// <summary>All versions of a voice, with their origin and figures.</summary>
    /// <exception cref="ServerRefusedException">VS4001: no such voice.</exception>
    public Task<VoiceVersions> VersionsAsync(string name, CancellationToken cancellationToken = default) =>
        _http.GetAsync<VoiceVersions>(PathOf(name, "versions"), cancellationToken);

    /// <summary>
    /// Publishes a .voice file: once the server's gate has passed it, new utterances are spoken by it.
    /// </summary>
    /// <param name="path">The .voice file.</param>
    /// <param name="request">Name, origin, comparison; the origin is the file's name if none is given.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <exception cref="ServerRefusedException">
    /// VS4014: refused by the gate; VS2002 to VS2004, VS4020 to VS4022: an unusable file or name.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<Publication> PublishAsync(
        string path,
        PublishRequest? request = null,
        CancellationToken cancellationToken = default
    )
    {
        request ??= new();
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
            return await PublishAsync(
                    file,
                    request with
                    {
                        Source = request.Source ?? Path.GetFileName(path),
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
    }

    /// <inheritdoc cref="PublishAsync(string, PublishRequest?, CancellationToken)"/>
    /// <param name="voice">The bytes of a .voice file.</param>
    /// <param name="request">Name, origin, comparison.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    public async Task<Publication> PublishAsync(
        Stream voice,
        PublishRequest request,
        CancellationToken cancellationToken = default
    )
    {
        using var content = new StreamContent(voice);
        content.Headers.ContentType = new("application/octet-stream");
        IEnumerable<(string Name, string? Value)> query =
        [
            ("name", request.Name),
            ("by", request.By),
            ("source", request.Source),
            ("share", request.Share?.ToString(CultureInfo.InvariantCulture)),
            (
                "bySession",
                request.BySession is null ? null
                : request.BySession == true ? "true"
                : "false"
            ),
            .. (request.Session ?? []).Select(session => ("session", (string?)session)),
        ];
        var given = string.Join(
            '&',
            query.Where(one => one.Value is not null).Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}")
        );
        return await _http
            .SendAsync<Publication>(HttpMethod.Post, $"{ApiRoutes.Voices}?{given}", content, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Makes an earlier version the current one.</summary>
    /// <param name="name">The voice.</param>
    /// <param name="request">
    /// The version, and who asks; without a version the one before the current one, so that twice is back where it was.
    /// </param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ServerRefusedException">
    /// VS4001: no such voice; VS4015: no earlier version; VS4023: the version is not kept.
    /// </exception>
    public Task<Publication> RollBackAsync(
        string name,
        VersionRequest? request = null,
        CancellationToken cancellationToken = default
    ) => _http.PostAsync<Publication>(PathOf(name, "rollback"), request ?? new(), cancellationToken);

    /// <summary>Gives a second version a share of the utterances, or changes the share.</summary>
    /// <exception cref="ServerRefusedException">
    /// VS4001: no such voice; VS4005: the share is out of its range; VS4023: the version is not kept.
    /// </exception>
    public Task<VoiceVersions> CompareAsync(
        string name,
        VersionComparison comparison,
        CancellationToken cancellationToken = default
    ) =>
        _http.SendAsync<VoiceVersions>(
            HttpMethod.Put,
            PathOf(name, "comparison"),
            HttpApi.Json(comparison),
            cancellationToken
        );

    /// <summary>Ends a comparison: the current version speaks all utterances.</summary>
    /// <exception cref="ServerRefusedException">VS4001: no such voice.</exception>
    public Task<VoiceVersions> DropComparisonAsync(string name, CancellationToken cancellationToken = default) =>
        _http.SendAsync<VoiceVersions>(HttpMethod.Delete, PathOf(name, "comparison"), null, cancellationToken);

    /// <summary>Makes the version that is being compared the current one.</summary>
    /// <exception cref="ServerRefusedException">
    /// VS4001: no such voice; VS4023: no version is being compared.
    /// </exception>
    public Task<Publication> PromoteAsync(
        string name,
        string? by = null,
        CancellationToken cancellationToken = default
    ) => _http.PostAsync<Publication>(PathOf(name, "promote"), new VersionRequest(By: by), cancellationToken);

    /// <summary>Votes on an utterance or a version.</summary>
    /// <exception cref="ServerRefusedException">
    /// VS4001, VS4011, VS4023: no such voice, utterance or version.
    /// </exception>
    public Task<VoiceVersions> VoteAsync(
        string name,
        VoteRequest vote,
        CancellationToken cancellationToken = default
    ) => _http.PostAsync<VoiceVersions>(PathOf(name, "votes"), vote, cancellationToken);

    private static string PathOf(string name, string what) => $"{ApiRoutes.Voices}/{Uri.EscapeDataString(name)}/{what}";
}
