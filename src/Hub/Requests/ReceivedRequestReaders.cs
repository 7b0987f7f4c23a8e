using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using MessagePack;
using MessagePack.Formatters;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Doors.Requests;

namespace VoiceSmith.Hub.Requests;

/// <summary>Reads requests of the hub's JSON protocol.</summary>
internal sealed class ReceivedRequestConverter : JsonConverter<SpeakRequest>
{
    public override bool HandleNull => true;

    public override SpeakRequest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReceivedRequest.From(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, SpeakRequest value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Servers only read requests.");
}

/// <summary>Reads requests of the hub's MessagePack protocol.</summary>
internal sealed class ReceivedRequestFormatter : IMessagePackFormatter<SpeakRequest?>
{
    public SpeakRequest Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        var bytes = reader.ReadRaw();
        try
        {
            using var json = JsonDocument.Parse(MessagePackSerializer.ConvertToJson(bytes, options));
            return ReceivedRequest.From(json.RootElement);
        }
        catch (Exception error) when (error is JsonException or MessagePackSerializationException)
        {
            return new ReceivedRequest
            {
                Fault = new RequestFormatException(
                    null,
                    "It holds a value that no option takes, such as a number that is not finite.",
                    "Send a map with the documented options.",
                    error
                ),
            };
        }
    }

    public void Serialize(ref MessagePackWriter writer, SpeakRequest? value, MessagePackSerializerOptions options) =>
        throw new NotSupportedException("Servers only read requests.");
}
