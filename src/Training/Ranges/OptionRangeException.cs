namespace VoiceSmith.Training.Ranges;

/// <summary>An option is out of its range.</summary>
/// <param name="option">Name of the option.</param>
/// <param name="value">Its value.</param>
/// <param name="range">The range, in words.</param>
public sealed class OptionRangeException(string option, object? value, string range)
    : VoiceSmithException("VS3011", $"{option} is out of its range.", $"It is {value}.", $"Choose {range}.")
{
    /// <summary>Name of the option.</summary>
    public string Option { get; } = option;

    /// <summary>Its value.</summary>
    public object? Value { get; } = value;
}
