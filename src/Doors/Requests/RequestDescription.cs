namespace VoiceSmith.Doors.Requests;

/// <summary>An example of an endpoint's request body.</summary>
/// <param name="Json">The body.</param>
public sealed record RequestExample(string Json);

/// <summary>Descriptions of endpoints, for the description of the HTTP API.</summary>
public static class RequestDescription
{
    /// <summary>Describes an endpoint whose handler says what it takes and answers.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="summary">Its purpose, one clause.</param>
    /// <param name="example">A request body in JSON; null where it takes none.</param>
    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder endpoint,
        string summary,
        string? example = null
    ) =>
        example is null
            ? endpoint.WithSummary(summary)
            : endpoint.WithSummary(summary).WithMetadata(new RequestExample(example));

    /// <summary>Describes an endpoint that reads its body itself.</summary>
    internal static RouteHandlerBuilder Describe<TRequest>(
        this RouteHandlerBuilder endpoint,
        string summary,
        string example,
        params string[] answers
    )
        where TRequest : notnull =>
        endpoint
            .Describe(summary, example)
            .Accepts<TRequest>("application/json")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .Produces<Stream>(200, answers[0], answers[1..]);
}
