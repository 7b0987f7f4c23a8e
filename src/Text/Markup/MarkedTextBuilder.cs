using System.Text;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Text.Markup;

/// <summary>Collects plain text, its places and its spans while a document is read.</summary>
internal sealed class MarkedTextBuilder(string source, MarkupLimits limits)
{
    private const int MostNotices = 100;

    private readonly StringBuilder _text = new();
    private readonly List<int> _starts = [],
        _ends = [];
    private readonly List<(int Order, MarkupSpan Span)> _spans = [];
    private readonly List<TextNotice> _notices = [];
    private readonly Stack<(MarkupElement Element, int Start, int Order)> _open = new();
    private readonly HashSet<string> _unknown = [];
    private int _depth,
        _order,
        _skipped;
    private bool _borderNeeded;

    /// <summary>An element begins.</summary>
    public void Open(MarkupElement element)
    {
        _depth++;
        if (_skipped > 0 || element.Name is "metadata" or "meta" or "lexicon" or "token-metadata")
        {
            _skipped++;
            return;
        }
        if (_depth > limits.MaxDepth)
        {
            if (_depth == limits.MaxDepth + 1 && _unknown.Add(""))
                Notice(element, $"Elements nested deeper than {limits.MaxDepth} are read through.");
            return;
        }
        if (element.Name is "p" or "s" or "paragraph" or "sentence")
            Border();
        if (element.Name is "break")
            AddBreak(element);
        else if (element.Name is "mark")
            _spans.Add((_order, new MarkSpan(Here(), element["name"] ?? "")));
        else if (!IsKnown(element.Name) && _unknown.Count < 100 && _unknown.Add(element.Name))
            Notice(element, $"The element {element.Name} is not known; its text is read.");
        _open.Push((element, _text.Length, _order++));
    }

    /// <summary>An element ends.</summary>
    public void Close(string name)
    {
        _depth--;
        if (_skipped > 0)
        {
            _skipped--;
            return;
        }
        if (_depth >= limits.MaxDepth || _open.Count == 0)
            return;
        var (element, start, order) = _open.Pop();
        var span = Trim(start);
        if (element["lang"] is { Length: > 0 } language && element.Name is not "speak")
            _spans.Add((order, new LanguageSpan(span, language)));
        if (Describe(element, span) is { } described)
            _spans.Add((order, described));
        if (name is "p" or "s" or "paragraph" or "sentence")
            Border();
    }

    /// <summary>Text between tags.</summary>
    /// <param name="value">As the reader decoded it.</param>
    /// <param name="place">Start in the source.</param>
    /// <param name="raw">It has no entities.</param>
    public void Append(string value, int place, bool raw)
    {
        if (_skipped > 0)
            return;
        if (_borderNeeded && !string.IsNullOrWhiteSpace(value))
            EndBorder(place);
        if (_borderNeeded)
            return;
        var at = place;
        for (var i = 0; i < value.Length; i++)
        {
            var start = at;
            if (
                !raw
                && at < source.Length
                && source[at] == '&'
                && source.IndexOf(';', at, Math.Min(12, source.Length - at)) is var end and > 0
            )
                at = end + 1;
            else
                at += at + 1 < source.Length && source[at] == '\r' && source[at + 1] == '\n' ? 2 : 1;
            at = Math.Min(at, source.Length);
            if (!char.IsWhiteSpace(value[i]))
                Add(value[i], start, at);
            else if (_text.Length > 0 && !char.IsWhiteSpace(_text[^1]))
                Add(' ', start, at);
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && at - start > 2)
                Add(value[++i], start, at);
        }
    }

    public MarkedText Build()
    {
        while (_open.Count > 0)
            Close(_open.Peek().Element.Name);
        var spans = _spans
            .OrderBy(span => span.Span.Span.Start)
            .ThenBy(span => span.Order)
            .Select(span => span.Span)
            .ToList();
        return new(source, _text.ToString(), spans, [.. _starts], [.. _ends]) { Notices = _notices };
    }

    private static bool IsKnown(string name) =>
        name
            is "speak"
                or "p"
                or "s"
                or "paragraph"
                or "sentence"
                or "break"
                or "say-as"
                or "sub"
                or "phoneme"
                or "prosody"
                or "emphasis"
                or "mark"
                or "voice"
                or "lang"
                or "w"
                or "token";

    private MarkupSpan? Describe(MarkupElement element, TextSpan span)
    {
        switch (element.Name)
        {
            case "say-as" when element["interpret-as"] is { Length: > 0 } kind:
                return new SayAsSpan(span, kind.ToLowerInvariant(), (element["format"] ?? "").ToLowerInvariant());
            case "sub" when element["alias"] is { } alias:
                return new AliasSpan(span, alias);
            case "phoneme":
                return Sounds(element, span);
            case "prosody":
                return Change(element) is var change && change != Prosody.Neutral
                    ? new ProsodySpan(span, change)
                    : null;
            case "emphasis":
                return new EmphasisSpan(
                    span,
                    element["level"] switch
                    {
                        "strong" => EmphasisLevel.Strong,
                        "reduced" => EmphasisLevel.Reduced,
                        "none" => EmphasisLevel.None,
                        _ => EmphasisLevel.Moderate,
                    }
                );
            case "voice" when element["name"] is { Length: > 0 } name:
                return new VoiceSpan(span, name);
            case "say-as" or "sub" or "voice":
                Notice(element, $"The element {element.Name} lacks what it should say; its text is read.");
                return null;
            default:
                return null;
        }
    }

    private PronunciationSpan? Sounds(MarkupElement element, TextSpan span)
    {
        var sounds = element["ph"] ?? "";
        IReadOnlyList<string>? phones;
        var read = (element["alphabet"] ?? "ipa") switch
        {
            "ipa" => PhoneticNotation.TryReadIpa(sounds, out phones),
            "x-cmu-arpabet" or "x-arpabet" or "cmu-arpabet" => PhoneticNotation.TryReadArpabet(sounds, out phones),
            "x-sampa" or "xsampa" or "X-SAMPA" => PhoneticNotation.TryReadXSampa(sounds, out phones),
            _ => PhoneticNotation.TryRead(sounds, out phones),
        };
        if (read)
            return new(span, phones!);
        Notice(
            element,
            $"'{sounds}' are no sounds in the alphabet {element["alphabet"] ?? "ipa"}, so the text is read as usual."
        );
        return null;
    }

    private Prosody Change(MarkupElement element)
    {
        var change = Prosody.Neutral;
        if (element["rate"] is { } rate)
            change = change with { Rate = Value(element, "rate", rate, MarkupValues.Rate(rate.Trim()), 1) };
        if (element["pitch"] is { } pitch)
            change = change with
            {
                PitchSemitones = Value(element, "pitch", pitch, MarkupValues.Pitch(pitch.Trim()), 0),
            };
        if (element["volume"] is { } volume)
            change = change with { VolumeDb = Value(element, "volume", volume, MarkupValues.Volume(volume.Trim()), 0) };
        return change;
    }

    private double Value(MarkupElement element, string name, string written, double? value, double otherwise)
    {
        if (value is null)
            Notice(element, $"The {name} '{written}' is not understood and changes nothing.");
        return value ?? otherwise;
    }

    private void AddBreak(MarkupElement element)
    {
        if (MarkupValues.Break(element["time"], element["strength"]) is not { } duration)
        {
            Notice(element, "The break's length is not understood, so there is none.");
            return;
        }
        if (_text.Length > 0 && !char.IsWhiteSpace(_text[^1]))
            Add(' ', element.Place, element.Place);
        _spans.Add((_order, new BreakSpan(Here(), duration)));
    }

    /// <summary>A blank line, once there is text on both sides of it.</summary>
    private void Border() => _borderNeeded |= _text.Length > 0;

    private void EndBorder(int place)
    {
        _borderNeeded = false;
        Add('\n', place, place);
        Add('\n', place, place);
    }

    /// <summary>Content of an element, without the blanks at its ends.</summary>
    private TextSpan Trim(int start)
    {
        var end = _text.Length;
        while (start < end && char.IsWhiteSpace(_text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(_text[end - 1]))
            end--;
        return new(start, end);
    }

    private TextSpan Here() => new(_text.Length, _text.Length);

    private void Add(char c, int start, int end)
    {
        _text.Append(c);
        _starts.Add(start);
        _ends.Add(end);
    }

    private void Notice(MarkupElement element, string message)
    {
        if (_notices.Count < MostNotices)
            _notices.Add(
                new(new(element.Place, Math.Min(element.Place + element.Name.Length + 1, source.Length)), message)
            );
    }
}
