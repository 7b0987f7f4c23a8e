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
        heard.MapGet("{name}/versions", (string name, IVoicePublisher publisher, CancellationToken cancelled) => publisher.DescribeAsync(name, cancelled));
        voices.MapPost("{name}/rollback", (string name, VersionRequest body, IVoicePublisher publisher, CancellationToken cancelled) =>
            ToContractAsync(publisher.RollBackAsync(name, body.Version, body.By ?? "http", "rollback", cancelled)));
        voices.MapPut("{name}/comparison", async (string name, VersionComparison body, IVoicePublisher publisher, CancellationToken cancelled) =>
        {
            await publisher.CompareAsync(name, body.Version, body.ToComparison(), cancelled);
            return await publisher.DescribeAsync(name, cancelled);
        });
        voices.MapDelete("{name}/comparison", async (string name, IVoicePublisher publisher, CancellationToken cancelled) =>
        {
            await publisher.DropAsync(name, cancelled);
            return await publisher.DescribeAsync(name, cancelled);
        });
        voices.MapPost("{name}/promote", (string name, VersionRequest body, IVoicePublisher publisher, CancellationToken cancelled) =>
            ToContractAsync(publisher.PromoteAsync(name, body.By ?? "http", cancelled)));
        heard.MapPost("{name}/votes", async (string name, VoteRequest body, IVoicePublisher publisher, ISpeechEngine engine, CancellationToken cancelled) =>
        {
            if (body.Utterance is null)
                publisher.Vote(name, body.Version ?? (await publisher.DescribeAsync(name, cancelled)).Current, body.Liked);
            else if (engine.Vote(body.Utterance, body.Liked) is { } voted)
                publisher.Vote(voted.Name, voted.Version, body.Liked, counted: true);
            return await publisher.DescribeAsync(name, cancelled);
        });
    }

    /// <summary>The body is the bytes of the .voice file, the query the members of <see cref="PublishRequest"/>.</summary>
    private static async Task<Publication> PublishAsync(
        HttpRequest request, IVoicePublisher publisher, CancellationToken cancelled,
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
