namespace VoiceSmith.Hub.Training;

/// <summary>Whether a request comes from this server's own page, or from a program.</summary>
internal static class Origins
{
    /// <exception cref="ForeignOriginException">It comes from a page of another site.</exception>
    public static void RequireOwn(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)))
            throw new ForeignOriginException(origin);
    }

    /// <summary>Refuses what pages of other sites make a browser send: it would come with whatever the browser can reach.</summary>
    public static RouteGroupBuilder OnlyFromHere(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter((context, next) =>
        {
            RequireOwn(context.HttpContext.Request);
            return next(context);
        });
        return group;
    }
}
