using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Errors;
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
        data.MapGet("", (DataSetStore store) => store.All.Select(set => set.ToContract()));
        data.MapGet("{id}", (string id, DataSetStore store) => store.Get(id).ToContract());
        data.MapPost("", CreateAsync);
        data.MapPost(
            "{id}/check",
            async (string id, DataSetStore store, CancellationToken cancelled) =>
                (await store.CheckAsync(id, cancelled)).ToContract()
        );
        data.MapGet(
            "{id}/recordings",
            (string id, DataSetStore store) => store.RecordingsOf(id, recording => UrlOf(id, recording))
        );
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
        );
        data.MapPut(
            "{id}/recordings/{*recording}",
            (string id, string recording, RecordingDecision decision, DataSetStore store) =>
            {
                store.Decide(id, recording, decision.Use, decision.Text);
                return Results.NoContent();
            }
        );
        data.MapDelete(
            "{id}",
            (string id, TrainingService training) =>
            {
                training.DeleteDataSet(id);
                return Results.NoContent();
            }
        );
    }

    /// <summary>Path of a recording's sound; its id may have folders.</summary>
    private static string UrlOf(string set, string recording) =>
        $"{ApiRoutes.DataSets}/{Uri.EscapeDataString(set)}/recordings/{string.Join('/', recording.Split('/').Select(Uri.EscapeDataString))}";

    private static void MapRuns(RouteGroupBuilder runs)
    {
        runs.MapGet("", (TrainingService training) => training.Runs.ToContract());
        runs.MapGet("{id}", (string id, TrainingService training) => training.Get(id).Run.ToContract());
        runs.MapPost(
            "",
            async (RunRequest request, TrainingMeter training, HttpContext context, CancellationToken cancelled) =>
            {
                var run = await training.StartAsync(request.ToNewRun(), AccessGate.CallerOf(context).Id, cancelled);
                return Results.Created($"{ApiRoutes.Runs}/{run.Id}", run.ToContract());
            }
        );
        runs.MapPost("{id}/pause", (string id, TrainingService training) => training.Pause(id).ToContract());
        runs.MapPost(
            "{id}/resume",
            (string id, TrainingMeter training, HttpContext context) =>
                training.Resume(id, AccessGate.CallerOf(context).Id).ToContract()
        );
        runs.MapPost("{id}/stop", (string id, TrainingService training) => training.Stop(id).ToContract());
        runs.MapDelete(
            "{id}",
            (string id, TrainingService training) =>
            {
                training.DeleteRun(id);
                return Results.NoContent();
            }
        );
        runs.MapPost(
            "{id}/promote",
            (string id, PromotionRequest request, TrainingService training, CancellationToken cancelled) =>
                training.PromoteAsync(id, request.Step, request.Voice, request.User, cancelled)
        );
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
        );
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
        );
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
