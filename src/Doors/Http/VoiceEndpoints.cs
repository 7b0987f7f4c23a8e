using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Doors.Requests;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Doors.Http;

/// <summary>Versions of voices over HTTP: listing, publishing, rollback, comparisons and votes.</summary>
internal static class VoiceEndpoints
{
    public static void MapVoices(this IEndpointRouteBuilder routes)
    {
        var speak = routes.MapGroup(ApiRoutes.Voices).WithProblems().Needs(Scope.Speak);
        var admin = routes.MapGroup(ApiRoutes.Voices).WithProblems().Needs(Scope.Admin);
        speak.MapGet("", (ISpeechEngine engine) => engine.Voices).Describe("Voices, the default first");
        speak.MapGet(
            "{name}/versions",
            (string name, IVoicePublisher publisher, CancellationToken cancelled) =>
                publisher.DescribeAsync(name, cancelled)
        ).Describe("Versions of a voice with their figures, and what is being compared");
        speak.MapPost(
            "{name}/votes",
            (
                string name,
                VoteRequest body,
                IVoicePublisher publisher,
                ISpeechEngine engine,
                CancellationToken cancelled
            ) =>
            {
                if (body.Utterance is { } utterance)
                    publisher.VoteOn(engine, utterance, body.Liked);
                else
                    publisher.Vote(name, body.Version, body.Liked);
                return publisher.DescribeAsync(name, cancelled);
            }
        ).Describe("A vote on an utterance or a version", """{ "liked": true, "utterance": "4f2a" }""");
        admin.MapPost("", PublishAsync).Describe("Publishes a voice: the body has the bytes of a .voice file");
        admin.MapPost(
            "{name}/rollback",
            (string name, VersionRequest body, IVoicePublisher publisher, CancellationToken cancelled) =>
                ToContractAsync(publisher.RollBackAsync(name, body.Version, body.By ?? "http", "rollback", cancelled))
        ).Describe(
            "Goes back to a version; without one, to the version before",
            """{ "version": "1b9e", "by": "Anna" }"""
        );
        admin.MapPut(
            "{name}/comparison",
            async (string name, VersionComparison body, IVoicePublisher publisher, CancellationToken cancelled) =>
            {
                await publisher.CompareAsync(name, body.Version, ToComparison(body), cancelled);
                return await publisher.DescribeAsync(name, cancelled);
            }
        ).Describe(
            "Lets a version speak for a share of the listeners",
            """{ "version": "1b9e", "share": 0.1, "bySession": true }"""
        );
        admin.MapDelete(
            "{name}/comparison",
            async (string name, IVoicePublisher publisher, CancellationToken cancelled) =>
            {
                await publisher.DropAsync(name, cancelled);
                return await publisher.DescribeAsync(name, cancelled);
            }
        ).Describe("Ends a comparison; the version before goes on");
        admin.MapPost(
            "{name}/promote",
            (string name, VersionRequest body, IVoicePublisher publisher, CancellationToken cancelled) =>
                ToContractAsync(publisher.PromoteAsync(name, body.By ?? "http", cancelled))
        ).Describe("Lets the compared version speak for everybody", """{ "by": "Anna" }""");
    }

    /// <summary>
    /// The body is the bytes of the .voice file, the query the members of <see cref="PublishRequest"/>.
    /// </summary>
    private static async Task<Publication> PublishAsync(
        HttpRequest request,
        IVoicePublisher publisher,
        CancellationToken cancelled,
        string name = "",
        string by = "http",
        string source = "upload",
        double? share = null,
        bool bySession = false,
        [FromQuery] string[]? session = null
    )
    {
        // The publisher has a limit of its own, with an error that names it.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var comparison = share is { } some ? ToComparison(new(null, some, bySession, session)) : null;
        return await ToContractAsync(publisher.PublishAsync(request.Body, name, by, source, comparison, cancelled));
    }

    /// <exception cref="SpeechControlException">VS4005: the share is out of its range.</exception>
    private static VoiceComparison ToComparison(VersionComparison comparison)
    {
        SpeechControlException.ThrowUnless(nameof(comparison.Share), comparison.Share, 0, 1);
        return new(comparison.Share, comparison.BySession, comparison.Sessions ?? []);
    }

    private static async Task<Publication> ToContractAsync(Task<VoicePublication> publishing)
    {
        var one = await publishing;
        return new(one.Voice.Version, one.At, one.By, one.Source);
    }
}
