using System.Text;
using System.Xml;

namespace VoiceSmith.Text.Markup;

/// <summary>Reads the subset of SSML that people use into plain text and what is said about it.</summary>
/// <remarks>
/// Never throws for what the document holds: unknown elements are read through, a document that is not well formed is
/// read
/// without its tags, and both are named in <see cref="MarkedText.Notices"/>. No document type, no entities but XML's
/// own five. Source: W3C Speech Synthesis Markup Language 1.1.
/// </remarks>
public static class SpeechMarkup
{
    /// <summary>True if a text is meant as markup: it begins with a speak element.</summary>
    public static bool IsMarkup(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = text.AsSpan().TrimStart();
        return start.StartsWith("<speak", StringComparison.Ordinal)
            || start.StartsWith("<?xml", StringComparison.Ordinal);
    }

    /// <summary>Reads a document or a fragment.</summary>
    public static MarkedText Parse(string source, MarkupLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        limits ??= new();
        if (source.Length > limits.MaxLength)
            return WithoutTags(
                source,
                new(0, source.Length),
                $"The document is longer than {limits.MaxLength} characters, so its markup is ignored."
            );
        var builder = new MarkedTextBuilder(source, limits);
        var lines = new SourceLines(source);
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(source),
                new()
                {
                    DtdProcessing = DtdProcessing.Prohibit,
                    XmlResolver = null,
                    ConformanceLevel = ConformanceLevel.Fragment,
                    IgnoreComments = true,
                    IgnoreProcessingInstructions = true,
                    CheckCharacters = false,
                    MaxCharactersInDocument = limits.MaxLength + 1,
                }
            );
            while (reader.Read())
                Read(reader, builder, lines);
            return builder.Build();
        }
        catch (XmlException error)
        {
            var place = lines.Place(error.LineNumber, error.LinePosition);
            return WithoutTags(
                source,
                new(place, Math.Min(place + 1, source.Length)),
                $"The markup is not well formed at line {error.LineNumber}, column {error.LinePosition}, so its tags are ignored: {error.Message}"
            );
        }
    }

    private static void Read(XmlReader reader, MarkedTextBuilder builder, SourceLines lines)
    {
        var info = (IXmlLineInfo)reader;
        var place = lines.Place(info.LineNumber, info.LinePosition);
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                var element = new MarkupElement(reader.LocalName, place - 1, Attributes(reader));
                builder.Open(element);
                if (element.IsEmpty)
                    builder.Close(element.Name);
                break;
            case XmlNodeType.EndElement:
                builder.Close(reader.LocalName);
                break;
            case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                builder.Append(reader.Value, place, raw: false);
                break;
            case XmlNodeType.CDATA:
                builder.Append(reader.Value, place, raw: true);
                break;
        }
    }

    private static Dictionary<string, string> Attributes(XmlReader reader)
    {
        var attributes = new Dictionary<string, string>();
        var empty = reader.IsEmptyElement;
        while (reader.MoveToNextAttribute())
            attributes[reader.LocalName] = reader.Value;
        reader.MoveToElement();
        if (empty)
            attributes[MarkupElement.EmptyKey] = "";
        return attributes;
    }

    /// <summary>The text with everything between &lt; and &gt; left out: the reading of last resort.</summary>
    private static MarkedText WithoutTags(string source, TextSpan where, string message)
    {
        var text = new StringBuilder(source.Length);
        var starts = new List<int>(source.Length);
        var lastClose = source.LastIndexOf('>');
        for (var i = 0; i < source.Length; i++)
        {
            var tag =
                source[i] == '<'
                && i < lastClose
                && (char.IsAsciiLetter(source[i + 1]) || source[i + 1] is '/' or '!' or '?');
            text.Append(tag ? ' ' : source[i]);
            starts.Add(i);
            if (tag)
                i = source.IndexOf('>', i);
        }
        return new(source, text.ToString(), [], [.. starts], [.. starts.Select(start => start + 1)])
        {
            Notices = [new(where, message)],
        };
    }
}

/// <summary>An element's beginning.</summary>
internal sealed record MarkupElement(string Name, int Place, Dictionary<string, string> Attributes)
{
    public const string EmptyKey = "/";

    public bool IsEmpty => Attributes.ContainsKey(EmptyKey);

    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);
}

/// <summary>From lines and columns to places in the source.</summary>
internal sealed class SourceLines
{
    private readonly List<int> _starts = [0];
    private readonly int _length;

    public SourceLines(string source)
    {
        _length = source.Length;
        for (var i = 0; i < source.Length; i++)
            if (source[i] == '\n' || (source[i] == '\r' && (i + 1 == source.Length || source[i + 1] != '\n')))
                _starts.Add(i + 1);
    }

    /// <summary>The place of a line and column, both from 1.</summary>
    public int Place(int line, int column) =>
        Math.Clamp(_starts[Math.Clamp(line - 1, 0, _starts.Count - 1)] + column - 1, 0, _length);
}
