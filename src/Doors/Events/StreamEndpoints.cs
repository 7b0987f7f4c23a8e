using System.Text;
using Microsoft.Extensions.Options;
using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Doors.Requests;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Captions;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Doors.Events;

/// <summary>An utterance over HTTP as it is made: sound and timings as JSON events, or captions.</summary>
internal static class StreamEndpoints
{
    /// <summary>The path.</summary>
    public const string Path = ApiRoutes.Speak + "/stream";

    private const string Formats = "ndjson, sse, srt, vtt";

    public static void MapSpeechStream(this IEndpointRouteBuilder routes) =>
        routes
            .MapGroup("")
            .WithProblems()
            .MapPost(Path, StreamAsync)
            .Needs(Scope.Speak)
            .Describe<StreamTextRequest>(
                "Sound, word times and mouth shapes as they are made, or captions",
                """{ "text": "Good evening.", "format": "ndjson" }""",
                "application/x-ndjson",
                "text/event-stream",
                "application/x-subrip",
                "text/vtt"
            );

    private static async Task<IResult> StreamAsync(
        HttpContext context,
        ISpeechEngine engine,
        IOptions<StreamingOptions> options,
        CancellationToken cancellationToken
    )
    {
        var received = await RequestReader.ReadAsync<StreamTextRequest>(
            context.Request,
            options.Value.MaxTextLength,
            cancellationToken
        );
        var (body, notices) = (
            received.Value,
            received.Notices.Concat(ReceivedRequest.NoticesOf(received.Value)).ToList()
        );
        var format = FormatOf(context.Request, body.Format);
        var all = body with { Details = body.Details ?? ["phoneme", "viseme"] };
        var spoken = await SpokenStream.BeginAsync(
            engine,
            all.ToSpeechRequest() with
            {
                MaxDelay = null,
                Caller = AccessGate.CallerOf(context).Id,
            },
            body.Text ?? "",
            cancellationToken
        );
        context.Response.RegisterForDisposeAsync(spoken);
        spoken.Describe(context.Response, notices);
        context.Response.Headers.CacheControl = "no-store";
        return format switch
        {
            "srt" => new CaptionResult(spoken, CaptionFormat.Srt, body),
            "vtt" => new CaptionResult(spoken, CaptionFormat.Vtt, body),
            _ => new EventResult(spoken, format == "sse", notices),
        };
    }

    /// <summary>The format of the query, the body or the Accept header, in this order.</summary>
    private static string FormatOf(HttpRequest request, string? member)
    {
        var asked = request.Query["format"].FirstOrDefault() ?? member;
        if (asked is null)
        {
            var accepted = request.Headers.Accept.ToString();
            return accepted.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase) ? "sse"
                : accepted.Contains("text/vtt", StringComparison.OrdinalIgnoreCase) ? "vtt"
                : "ndjson";
        }
        return asked is "ndjson" or "sse" or "srt" or "vtt"
            ? asked
            : throw new RequestFormatException("format", $"It is '{asked}'.", $"Send one of {Formats}.");
    }

    private sealed class EventResult(SpokenStream spoken, bool serverSent, IReadOnlyList<string> notices) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            var (writer, cancelled) = (new EventWriter(context.Response, serverSent), context.RequestAborted);
            context.Response.ContentType = writer.MediaType;
            try
            {
                await foreach (var happened in spoken.EventsAsync())
                {
                    await writer.WriteAsync(happened.ToContract(), cancelled);
                    if (happened is SpeechStarted)
                        foreach (var notice in notices)
                            await writer.WriteAsync(new NoticeEvent(notice, 0, 0, 0), cancelled);
                }
            }
            catch (VoiceSmithException error)
            {
                await writer.WriteAsync(new FailedEvent(error.Code, error.Message), cancelled);
            }
        }
    }

    /// <summary>Captions. An error breaks the connection, so that nobody takes half for all.</summary>
    private sealed class CaptionResult(SpokenStream spoken, CaptionFormat format, StreamTextRequest body) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            var (response, cancelled, number) = (context.Response, context.RequestAborted, 0);
            response.ContentType =
                format == CaptionFormat.Vtt ? "text/vtt; charset=utf-8" : "application/x-subrip; charset=utf-8";
            try
            {
                await response.WriteAsync(format.Header(), Encoding.UTF8, cancelled);
                await foreach (var caption in spoken.EventsAsync().CaptionsOf(body.Text ?? "", body.Markup, cancelled))
                {
                    await response.WriteAsync(
                        format.Write(caption, ++number, spoken.Start.Format.SampleRate),
                        Encoding.UTF8,
                        cancelled
                    );
                    await response.Body.FlushAsync(cancelled);
                }
            }
            catch (VoiceSmithException)
            {
                context.Abort();
            }
        }
    }
}
