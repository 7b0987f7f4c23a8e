using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Hub.Access;
using VoiceSmith.Hub.Training.DataSets;

namespace VoiceSmith.Hub.Training;

/// <summary>What plain HTTP offers of training: data sets and runs, as JSON.</summary>
internal static class TrainingEndpoints
{
    public static void MapTraining(this IEndpointRouteBuilder routes)
    {
        routes.MapHub<TrainingHub>(ITrainingHub.Path).Needs(Scope.Train);
        MapDataSets(routes.MapGroup(ApiRoutes.DataSets).WithProblems().Needs(Scope.Train));
        MapRuns(routes.MapGroup(ApiRoutes.Runs).WithProblems().Needs(Scope.Train));
    }

    private static void MapDataSets(RouteGroupBuilder data)
    {
        data.MapGet("", (DataSetStore store) => store.All);
        data.MapGet("{id}", (string id, DataSetStore store) => store.Get(id));
        data.MapPost("", CreateAsync);
        data.MapPost("{id}/check", (string id, DataSetStore store, CancellationToken cancelled) => store.CheckAsync(id, cancelled));
        data.MapDelete("{id}", (string id, TrainingService training) =>
        {
            training.DeleteDataSet(id);
            return Results.NoContent();
        });
    }

    private static void MapRuns(RouteGroupBuilder runs)
    {
        runs.MapGet("", (TrainingService training) => training.Runs);
        runs.MapGet("{id}", (string id, TrainingService training) => training.Get(id).Run);
        runs.MapPost("", async (RunRequest request, TrainingMeter training, HttpContext context, CancellationToken cancelled) =>
            await training.StartAsync(request, AccessGate.CallerOf(context).Id, cancelled) is var run ? Results.Created($"/api/runs/{run.Id}", run) : null);
        runs.MapPost("{id}/pause", (string id, TrainingService training) => training.Pause(id));
        runs.MapPost("{id}/resume", (string id, TrainingMeter training, HttpContext context) => training.Resume(id, AccessGate.CallerOf(context).Id));
        runs.MapPost("{id}/stop", (string id, TrainingService training) => training.Stop(id));
        runs.MapDelete("{id}", (string id, TrainingService training) =>
        {
            training.DeleteRun(id);
            return Results.NoContent();
        });
        runs.MapPost("{id}/promote", (string id, PromotionRequest request, TrainingService training, CancellationToken cancelled) =>
            training.PromoteAsync(id, request, cancelled));
        runs.MapGet("{id}/events", (string id, int? from, TrainingService training, IHostApplicationLifetime server, CancellationToken cancelled) =>
            TypedResults.ServerSentEvents(EventsAsync(training.Get(id).Log.FollowAsync(from ?? 0, cancelled), server.ApplicationStopping, cancelled)));
        runs.MapGet("{id}/files/{name}", (string id, string name, TrainingService training) => training.Get(id).FileOf(name) is { } path
            ? Results.File(path, Path.GetExtension(path) == ".png" ? "image/png" : "audio/wav", enableRangeProcessing: true) : Results.NotFound());
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, DataSetStore store, CancellationToken cancelled)
    {
        // The store counts by itself, and says what the limit is.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var set = await store.CreateAsync(request.ContentType, request.Body, cancelled);
        return Results.Created($"/api/datasets/{set.Id}", set);
    }

    /// <summary>Events with their numbers as ids; they end when the server does, which would wait for them else.</summary>
    private static async IAsyncEnumerable<SseItem<RunEvent>> EventsAsync(
        IAsyncEnumerable<RunEvent> events, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        await foreach (var happened in events.WithCancellation(either.Token))
            yield return new(happened) { EventId = $"{happened.Number}" };
    }
}
