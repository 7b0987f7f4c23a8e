using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;

namespace VoiceSmith.Contracts;

/// <summary>
/// Events in MessagePack, by their type. An event of an unknown type, from a newer server, is read as null.
/// </summary>
public sealed class SpeakEventFormatter : IMessagePackFormatter<SpeakEvent?>
{
    /// <summary>A resolver that has this formatter before another's.</summary>
    public static IFormatterResolver Before(IFormatterResolver other) =>
        CompositeResolver.Create([new SpeakEventFormatter()], [other]);

    /// <inheritdoc/>
    public SpeakEvent? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.TryReadNil())
            return null;
        switch (TypeOf(reader))
        {
            case AudioEvent.Kind:
                return Read<AudioEvent>(ref reader, options);
            case WordEvent.Kind:
                return Read<WordEvent>(ref reader, options);
            case SentenceEvent.Kind:
                return Read<SentenceEvent>(ref reader, options);
            case PhonemeEvent.Kind:
                return Read<PhonemeEvent>(ref reader, options);
            case VisemeEvent.Kind:
                return Read<VisemeEvent>(ref reader, options);
            case MarkEvent.Kind:
                return Read<MarkEvent>(ref reader, options);
            case NoticeEvent.Kind:
                return Read<NoticeEvent>(ref reader, options);
            case AcceptedEvent.Kind:
                return Read<AcceptedEvent>(ref reader, options);
            case StartEvent.Kind:
                return Read<StartEvent>(ref reader, options);
            case LedgerEvent.Kind:
                return Read<LedgerEvent>(ref reader, options);
            case StoppedEvent.Kind:
                return Read<StoppedEvent>(ref reader, options);
            case EndEvent.Kind:
                return Read<EndEvent>(ref reader, options);
            default:
                reader.Skip();
                return null;
        }
    }

    /// <inheritdoc/>
    public void Serialize(ref MessagePackWriter writer, SpeakEvent? value, MessagePackSerializerOptions options)
    {
        if (value is null)
            writer.WriteNil();
        else
            MessagePackSerializer.Serialize(value.GetType(), ref writer, value, options);
    }

    private static T Read<T>(ref MessagePackReader reader, MessagePackSerializerOptions options)
        where T : SpeakEvent => options.Resolver.GetFormatterWithVerify<T>().Deserialize(ref reader, options);

    /// <summary>The type of the event that comes next.</summary>
    private static string? TypeOf(in MessagePackReader reader)
    {
        var peek = reader.CreatePeekReader();
        for (var members = peek.ReadMapHeader(); members > 0; members--)
        {
            if (peek.ReadString() == "type")
                return peek.ReadString();
            peek.Skip();
        }
        return null;
    }
}
