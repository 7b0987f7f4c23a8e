namespace VoiceSmith.Doors.Requests;

/// <summary>An example of an endpoint's request body.</summary>
/// <param name="Json">The body.</param>
public sealed record RequestExample(string Json);

/// <summary>Descriptions of endpoints that read their bodies themselves, for the description of the HTTP API.</summary>
internal static class RequestDescription
{
    /// <summary>Describes an endpoint.</summary>
    public static RouteHandlerBuilder Describe<TRequest>(
        this RouteHandlerBuilder endpoint,
        string summary,
        string example,
        params string[] answers
    )
        where TRequest : notnull
    {
        endpoint
            .Accepts<TRequest>("application/json")
            .WithSummary(summary)
            .WithMetadata(new RequestExample(example))
            .ProducesProblem(400)
            .ProducesProblem(404);
        return endpoint.Produces<Stream>(200, answers[0], answers[1..]);
    }
}
