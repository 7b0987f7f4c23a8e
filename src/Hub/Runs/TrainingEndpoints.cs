using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Doors.Requests;
using VoiceSmith.Studio;
using VoiceSmith.Studio.Queue;
using DataSetStore = VoiceSmith.Studio.DataSets.DataSetStore;

namespace VoiceSmith.Hub.Runs;

/// <summary>Data sets and runs over HTTP.</summary>
internal static class TrainingEndpoints
{
    private static readonly Dictionary<string, string> SoundTypes = new()
    {
        [".wav"] = "audio/wav",
        [".flac"] = "audio/flac",
        [".mp3"] = "audio/mpeg",
        [".ogg"] = "audio/ogg",
        [".opus"] = "audio/ogg",
        [".m4a"] = "audio/mp4",
    };

    /// <param name="services">Where.</param>
    /// <param name="trains">False for a process that queues runs, which others train.</param>
    public static void AddTraining(this IServiceCollection services, bool trains)
    {
        services.AddOptions<TrainingOptions>().BindConfiguration(TrainingOptions.Section);
        services.AddSingleton<IValidateOptions<TrainingOptions>, TrainingOptionsValidator>();
        services.AddStudio(trains);
        services.AddSingleton<TrainingMeter>();
        services.AddHostedService(provider => provider.GetRequiredService<TrainingMeter>());
        services.AddHostedService<RunAnnouncer>();
        services.AddSingleton<HubErrorFilter>();
        services.AddSignalR().AddHubOptions<TrainingHub>(hub => hub.AddFilter<HubErrorFilter>());
    }

    public static void MapTraining(this IEndpointRouteBuilder routes)
    {
        routes.MapHub<TrainingHub>(ITrainingHub.Path).Needs(Scope.Train);
        MapDataSets(routes.MapGroup(ApiRoutes.DataSets).WithProblems().Needs(Scope.Train));
        MapRuns(routes.MapGroup(ApiRoutes.Runs).WithProblems().Needs(Scope.Train));
    }

    private static void MapDataSets(RouteGroupBuilder data)
    {
        data.MapGet("", (DataSetStore store) => store.All.Select(set => set.ToContract())).Describe("Data sets");
        data.MapGet("{id}", (string id, DataSetStore store) => store.Get(id).ToContract())
            .Describe("A data set, and how far its check is");
        data.MapPost("", CreateAsync).Describe("Uploads a data set as a form: one zip, or sounds with their texts");
        data.MapPost(
            "{id}/check",
            async (string id, DataSetStore store, CancellationToken cancelled) =>
                (await store.CheckAsync(id, cancelled)).ToContract()
        ).Describe("Checks a data set again");
        data.MapGet(
            "{id}/recordings",
            (string id, DataSetStore store) => store.RecordingsOf(id, recording => UrlOf(id, recording))
        ).Describe("Recordings of a data set, with what the check found");
        data.MapGet(
            "{id}/recordings/{*recording}",
            (string id, string recording, DataSetStore store) =>
                store.SoundOf(id, recording) is var path
                    ? Results.File(
                        path,
                        SoundTypes.GetValueOrDefault(Path.GetExtension(path).ToLowerInvariant()),
                        enableRangeProcessing: true
                    )
                    : null
        ).Describe("The sound of a recording");
        data.MapPut(
            "{id}/recordings/{*recording}",
            (string id, string recording, RecordingDecision decision, DataSetStore store) =>
            {
                store.Decide(id, recording, decision.Use, decision.Text);
                return Results.NoContent();
            }
        ).Describe(
            "Decides on a recording: whether it is used, and its text",
            """{ "use": true, "text": "Good evening." }"""
        );
        data.MapDelete(
            "{id}",
            (string id, TrainingService training) =>
            {
                training.DeleteDataSet(id);
                return Results.NoContent();
            }
        ).Describe("Deletes a data set");
    }

    /// <summary>Path of a recording's sound; its id may have folders.</summary>
    private static string UrlOf(string set, string recording) =>
        $"{ApiRoutes.DataSets}/{Uri.EscapeDataString(set)}/recordings/{string.Join('/', recording.Split('/').Select(Uri.EscapeDataString))}";

    private static void MapRuns(RouteGroupBuilder runs)
    {
        runs.MapGet("", (TrainingService training) => training.Runs.ToContract())
            .Describe("Runs");
        runs.MapGet("{id}", (string id, TrainingService training) => training.Get(id).Run.ToContract())
            .Describe("A run");
        runs.MapPost(
            "",
            async (RunRequest request, TrainingMeter training, HttpContext context, CancellationToken cancelled) =>
            {
                var run = await training.StartAsync(request.ToNewRun(), AccessGate.CallerOf(context).Id, cancelled);
                return Results.Created($"{ApiRoutes.Runs}/{run.Id}", run.ToContract());
            }
        ).Describe(
            "Starts a run",
            """{ "dataSet": "d1", "name": "Anna", "user": "Anna", "consent": "It is my own voice." }"""
        );
        runs.MapPost("{id}/pause", (string id, TrainingService training) => training.Pause(id).ToContract())
            .Describe("Pauses a run, with a checkpoint");
        runs.MapPost(
            "{id}/resume",
            (string id, TrainingMeter training, HttpContext context) =>
                training.Resume(id, AccessGate.CallerOf(context).Id).ToContract()
        ).Describe("Resumes a run");
        runs.MapPost("{id}/stop", (string id, TrainingService training) => training.Stop(id).ToContract())
            .Describe("Stops a run, with a checkpoint");
        runs.MapDelete(
            "{id}",
            (string id, TrainingService training) =>
            {
                training.DeleteRun(id);
                return Results.NoContent();
            }
        ).Describe("Deletes a run that has ended");
        runs.MapPost(
            "{id}/promote",
            (string id, PromotionRequest request, TrainingService training, CancellationToken cancelled) =>
                training.PromoteAsync(id, request.Step, request.Voice, request.User, cancelled)
        ).Describe("Publishes the voice of a step", """{ "step": 120, "voice": "anna", "user": "Anna" }""");
        runs.MapGet(
            "{id}/events",
            (
                string id,
                int? from,
                TrainingService training,
                IHostApplicationLifetime server,
                CancellationToken cancelled
            ) =>
                TypedResults.ServerSentEvents(
                    EventsAsync(
                        training.Get(id).Log.FollowAsync(from ?? 0, cancelled).Select(RunMapping.ToContract),
                        server.ApplicationStopping,
                        cancelled
                    )
                )
        ).Describe("Events of a run as server-sent events, from a number on");
        runs.MapGet(
            "{id}/files/{name}",
            (string id, string name, TrainingService training) =>
                training.Get(id).FileOf(name) is { } path
                    ? Results.File(
                        path,
                        Path.GetExtension(path) == ".png" ? "image/png" : "audio/wav",
                        enableRangeProcessing: true
                    )
                    : Results.NotFound()
        ).Describe("A sound or picture of a validation");
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, DataSetStore store, CancellationToken cancelled)
    {
        // The store has limits of its own, with errors that name them.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var set = await store.CreateAsync(UploadForm.ReadAsync(request, cancelled), cancelled);
        return Results.Created($"{ApiRoutes.DataSets}/{set.Id}", set.ToContract());
    }

    /// <summary>Events with their numbers as ids; they end when the server stops, which would wait for them.</summary>
    private static async IAsyncEnumerable<SseItem<RunEvent>> EventsAsync(
        IAsyncEnumerable<RunEvent> run,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        await using var events = run.GetAsyncEnumerator(either.Token);
        while (await NextAsync())
            yield return new(events.Current) { EventId = $"{events.Current.Number}" };

        async ValueTask<bool> NextAsync()
        {
            try
            {
                return await events.MoveNextAsync();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return false;
            }
        }
    }
}
