using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using VoiceSmith.Hub.Training;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub.Voices;

/// <summary>Who asks, and for which version.</summary>
/// <param name="Version">One of the voice's; what it stands for where it is left out, the endpoint says.</param>
/// <param name="By">Who asks, for the history.</param>
public sealed record VersionBody(string? Version = null, string? By = null);

/// <summary>What a listener thinks.</summary>
/// <param name="Liked">Whether it was good.</param>
/// <param name="Utterance">Of this utterance, which has one vote.</param>
/// <param name="Version">Or of this version.</param>
public sealed record VoteBody(bool Liked, string? Utterance = null, string? Version = null);

/// <summary>What plain HTTP offers of the versions of voices: listing, publishing, going back, comparing, voting.</summary>
internal static class VoiceEndpoints
{
    public static void MapVoices(this IEndpointRouteBuilder routes)
    {
        var voices = routes.MapGroup("/api/voices").WithProblems().OnlyFromHere();
        voices.MapGet("", (ISpeechEngine engine) => WireVoice.Of(engine.Voices));
        voices.MapPost("", PublishAsync);
        voices.MapGet("{name}/versions", (string name, VoicePublisher publisher) => publisher.Describe(name));
        voices.MapPost("{name}/rollback", (string name, VersionBody body, VoicePublisher publisher, CancellationToken cancelled) =>
            ToWireAsync(publisher.RollBackAsync(name, body.Version, body.By ?? "http", "rollback", cancelled)));
        voices.MapPut("{name}/comparison", async (string name, WireComparison body, VoicePublisher publisher, CancellationToken cancelled) =>
        {
            await publisher.CompareAsync(name, body.Version, body.ToComparison(), cancelled);
            return publisher.Describe(name);
        });
        voices.MapDelete("{name}/comparison", async (string name, VoicePublisher publisher, CancellationToken cancelled) =>
        {
            await publisher.DropAsync(name, cancelled);
            return publisher.Describe(name);
        });
        voices.MapPost("{name}/promote", (string name, VersionBody body, VoicePublisher publisher, CancellationToken cancelled) =>
            ToWireAsync(publisher.PromoteAsync(name, body.By ?? "http", cancelled)));
        voices.MapPost("{name}/votes", (string name, VoteBody body, VoicePublisher publisher, ISpeechEngine engine) =>
        {
            if (body.Utterance is null)
                publisher.Vote(name, body.Version ?? publisher.Describe(name).Current, body.Liked);
            else if (engine.Vote(body.Utterance, body.Liked) is { } voted)
                publisher.Vote(voted.Name, voted.Version, body.Liked, counted: true);
            return publisher.Describe(name);
        });
    }

    /// <summary>The body is the file's bytes; what is told of it stands in the query.</summary>
    private static async Task<WirePublication> PublishAsync(
        HttpRequest request, VoicePublisher publisher, CancellationToken cancelled,
        string name = "", string by = "http", string source = "upload", double? share = null, bool bySession = false, [FromQuery] string[]? session = null)
    {
        // The publisher counts by itself, and says what the limit is.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var comparison = share is { } some ? new WireComparison(null, some, bySession, session).ToComparison() : null;
        return await ToWireAsync(publisher.PublishAsync(request.Body, name, by, source, comparison, cancelled));
    }

    private static async Task<WirePublication> ToWireAsync(Task<VoicePublication> publishing)
    {
        var publication = await publishing;
        return new(publication.Voice.Version, publication.At, publication.By, publication.Source);
    }
}
