namespace VoiceSmith;

/// <summary>An error that says what went wrong, why, and how to fix it. Base class of all VoiceSmith errors.</summary>
/// <remarks>
/// Thrown for a broken contract or broken surroundings; odd input is not an error. docs/errors.md lists the codes.
/// </remarks>
public class VoiceSmithException : Exception
{
    /// <param name="code">The error's entry in docs/errors.md, such as VS2002.</param>
    /// <param name="what">The failure, one sentence.</param>
    /// <param name="why">The facts that caused it, one sentence.</param>
    /// <param name="fix">The remedy, one sentence; empty if unknown.</param>
    /// <param name="cause">The underlying error, if any.</param>
    public VoiceSmithException(string code, string what, string why, string fix, Exception? cause = null)
        : base($"{code}: {string.Join(' ', new[] { what, why, fix }.Where(part => part.Length > 0))}", cause) =>
        (Code, What, Why, Fix) = (code, what, why, fix);

    /// <summary>The error's entry in docs/errors.md.</summary>
    public string Code { get; }

    /// <summary>The problem.</summary>
    public string What { get; }

    /// <summary>The facts that caused it.</summary>
    public string Why { get; }

    /// <summary>The remedy.</summary>
    public string Fix { get; }
}
