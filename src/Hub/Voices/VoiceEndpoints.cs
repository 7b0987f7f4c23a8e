using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Hub.Access;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub.Voices;

/// <summary>What plain HTTP offers of the versions of voices: listing, publishing, going back, comparing, voting.</summary>
internal static class VoiceEndpoints
{
    public static void MapVoices(this IEndpointRouteBuilder routes)
    {
        var heard = routes.MapGroup(ApiRoutes.Voices).WithProblems().Needs(Scope.Speak);
        var voices = routes.MapGroup(ApiRoutes.Voices).WithProblems().Needs(Scope.Admin);
        heard.MapGet("", (ISpeechEngine engine) => engine.Voices);
        voices.MapPost("", PublishAsync);
        heard.MapGet("{name}/versions", (string name, VoicePublisher publisher) => publisher.Describe(name));
        voices.MapPost("{name}/rollback", (string name, VersionRequest body, VoicePublisher publisher, CancellationToken cancelled) =>
            ToContractAsync(publisher.RollBackAsync(name, body.Version, body.By ?? "http", "rollback", cancelled)));
        voices.MapPut("{name}/comparison", async (string name, VersionComparison body, VoicePublisher publisher, CancellationToken cancelled) =>
        {
            await publisher.CompareAsync(name, body.Version, body.ToComparison(), cancelled);
            return publisher.Describe(name);
        });
        voices.MapDelete("{name}/comparison", async (string name, VoicePublisher publisher, CancellationToken cancelled) =>
        {
            await publisher.DropAsync(name, cancelled);
            return publisher.Describe(name);
        });
        voices.MapPost("{name}/promote", (string name, VersionRequest body, VoicePublisher publisher, CancellationToken cancelled) =>
            ToContractAsync(publisher.PromoteAsync(name, body.By ?? "http", cancelled)));
        heard.MapPost("{name}/votes", (string name, VoteRequest body, VoicePublisher publisher, ISpeechEngine engine) =>
        {
            if (body.Utterance is null)
                publisher.Vote(name, body.Version ?? publisher.Describe(name).Current, body.Liked);
            else if (engine.Vote(body.Utterance, body.Liked) is { } voted)
                publisher.Vote(voted.Name, voted.Version, body.Liked, counted: true);
            return publisher.Describe(name);
        });
    }

    /// <summary>The body is the bytes of the .voice file, the query the members of <see cref="PublishRequest"/>.</summary>
    private static async Task<Publication> PublishAsync(
        HttpRequest request, VoicePublisher publisher, CancellationToken cancelled,
        string name = "", string by = "http", string source = "upload", double? share = null, bool bySession = false,
        [FromQuery] string[]? session = null)
    {
        // The publisher has a limit of its own, with an error that names it.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var comparison = share is { } some ? new VersionComparison(null, some, bySession, session).ToComparison() : null;
        return await ToContractAsync(publisher.PublishAsync(request.Body, name, by, source, comparison, cancelled));
    }

    private static async Task<Publication> ToContractAsync(Task<VoicePublication> publishing) => (await publishing).ToContract();
}
