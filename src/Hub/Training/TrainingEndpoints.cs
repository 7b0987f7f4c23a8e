using Microsoft.AspNetCore.Http.Features;
using VoiceSmith.Hub.Training.DataSets;

namespace VoiceSmith.Hub.Training;

/// <summary>What plain HTTP offers of training: data sets and runs, as JSON.</summary>
internal static class TrainingEndpoints
{
    public static void MapTraining(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<TrainingFolder>() is { Unavailable: { } why })
            routes.ServiceProvider.GetRequiredService<ILogger<TrainingFolder>>().NoTraining(why);
        var data = routes.MapGroup("/api/datasets").WithProblems().OnlyFromHere();
        data.MapGet("", (DataSetStore store) => store.All);
        data.MapGet("{id}", (string id, DataSetStore store) => store.Get(id));
        data.MapPost("", CreateAsync);
        data.MapPost("{id}/check", (string id, DataSetStore store, CancellationToken cancelled) => store.CheckAsync(id, cancelled));
        data.MapDelete("{id}", (string id, DataSetStore store) =>
        {
            store.Delete(id);
            return Results.NoContent();
        });
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, DataSetStore store, CancellationToken cancelled)
    {
        // The store counts by itself, and says what the limit is.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var set = await store.CreateAsync(request.ContentType, request.Body, cancelled);
        return Results.Created($"/api/datasets/{set.Id}", set);
    }

    /// <summary>Refuses what pages of other sites make a browser send: it would come with whatever the browser can reach.</summary>
    private static RouteGroupBuilder OnlyFromHere(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter((context, next) =>
        {
            Origins.RequireOwn(context.HttpContext.Request);
            return next(context);
        });
        return group;
    }
}
