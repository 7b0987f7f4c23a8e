using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Hub.Access;
using VoiceSmith.Publishing;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub.Voices;

/// <summary>Versions of voices over HTTP: listing, publishing, rollback, comparisons and votes.</summary>
internal static class VoiceEndpoints
{
    public static void MapVoices(this IEndpointRouteBuilder routes)
    {
        var heard = routes.MapGroup(ApiRoutes.Voices).WithProblems().Needs(Scope.Speak);
        var voices = routes.MapGroup(ApiRoutes.Voices).WithProblems().Needs(Scope.Admin);
        heard.MapGet("", (ISpeechEngine engine) => engine.Voices);
        heard.MapGet("{name}/versions", (string name, VersionDescriber versions) => versions.Describe(name));
        heard.MapPost("{name}/votes", (string name, VoteRequest body, VoteLedger votes, VersionDescriber versions) =>
        {
            if (body.Utterance is { } utterance)
                votes.Vote(utterance, body.Liked);
            else
                votes.Vote(name, body.Version, body.Liked);
            return versions.Describe(name);
        });
        voices.MapPost("", PublishAsync);
        voices.MapPost("{name}/rollback", (string name, VersionRequest body, VoicePublisher publisher, CancellationToken cancelled) =>
            ToContractAsync(publisher.RollBackAsync(name, body.Version, body.By ?? "http", "rollback", cancelled)));
        MapComparisons(voices);
    }

    private static void MapComparisons(RouteGroupBuilder voices)
    {
        voices.MapPut("{name}/comparison", async (string name, VersionComparison body, VersionComparisons comparisons,
            VersionDescriber versions, CancellationToken cancelled) =>
        {
            await comparisons.CompareAsync(name, body.Version, body.ToComparison(), cancelled);
            return versions.Describe(name);
        });
        voices.MapDelete("{name}/comparison", async (
            string name, VersionComparisons comparisons, VersionDescriber versions, CancellationToken cancelled) =>
        {
            await comparisons.DropAsync(name, cancelled);
            return versions.Describe(name);
        });
        voices.MapPost("{name}/promote", (string name, VersionRequest body, VersionComparisons comparisons, CancellationToken cancelled) =>
            ToContractAsync(comparisons.PromoteAsync(name, body.By ?? "http", cancelled)));
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
