namespace VoiceSmith.Text;

/// <summary>A piece of the text that the user typed.</summary>
/// <param name="Start">Its first UTF-16 unit, from 0.</param>
/// <param name="End">The unit after its last.</param>
public readonly record struct TextSpan(int Start, int End)
{
    /// <summary>UTF-16 units in it.</summary>
    public int Length => End - Start;

    /// <summary>The same piece of a text that begins <paramref name="offset"/> units earlier.</summary>
    public TextSpan Shift(int offset) => new(Start + offset, End + offset);
}
