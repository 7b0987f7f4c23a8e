namespace VoiceSmith.Text.Sentences;

/// <summary>The text that has come and is not yet released. Notices when somebody looks past its end.</summary>
internal sealed class TextWindow
{
    /// <summary>Stands behind the last character once the text is complete.</summary>
    public const char End = '\0';

    private char[] _characters = new char[1024];

    /// <summary>Characters held.</summary>
    public int Length { get; private set; }

    /// <summary>Nothing will follow.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Somebody looked past the end: what they decided may change when more text comes.</summary>
    public bool IsStarved { get; set; }

    /// <summary>A character, or <see cref="End"/> behind the last.</summary>
    public char this[int index]
    {
        get
        {
            if (index < Length)
                return index < 0 ? End
                    : _characters[index] == End ? '\uFFFD'
                    : _characters[index];
            IsStarved |= !IsComplete;
            return End;
        }
    }

    /// <summary>The characters from one place up to another, as far as they are here.</summary>
    public ReadOnlySpan<char> Slice(int start, int end) =>
        _characters.AsSpan(0, Length)[Math.Clamp(start, 0, Length)..Math.Clamp(end, 0, Length)];

    /// <summary>Adds text behind.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        if (Length + text.Length > _characters.Length)
            Array.Resize(ref _characters, Math.Max(2 * _characters.Length, Length + text.Length));
        text.CopyTo(_characters.AsSpan(Length));
        Length += text.Length;
    }

    /// <summary>Forgets the first characters.</summary>
    public void Drop(int count)
    {
        _characters.AsSpan(count, Length - count).CopyTo(_characters);
        Length -= count;
    }
}
