using System.Reflection;
using MessagePack;
using Microsoft.AspNetCore.SignalR;
using VoiceSmith.Contracts;

namespace VoiceSmith.Client.Tests;

public sealed class SpeakEventFormatterTests
{
    private static readonly MessagePackSerializerOptions Standard =
        new MessagePackHubProtocolOptions().SerializerOptions;
    private static readonly MessagePackSerializerOptions Options = Standard.WithResolver(
        SpeakEventFormatter.Before(Standard.Resolver)
    );

    public static TheoryData<Type> Kinds =>
        [.. typeof(SpeakEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SpeakEvent)))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Deserialize_EveryKindOfEvent_IsWhatWasWritten(Type type)
    {
        var constructor = type.GetConstructors().Single();
        var written = constructor.Invoke([.. constructor.GetParameters().Select(ExampleOf)]);
        var read = MessagePackSerializer.Deserialize<SpeakEvent?>(
            MessagePackSerializer.Serialize(type, written, Standard),
            Options
        );
        Assert.Equal(type.GetField("Kind")!.GetValue(null), read!.Type);
        Assert.Equal(
            MessagePackSerializer.Serialize(type, written, Standard),
            MessagePackSerializer.Serialize(type, read, Standard)
        );
    }

    [Fact]
    public void Deserialize_UnknownKind_IsNullAndTheNextIsRead()
    {
        byte[] bytes =
        [
            .. MessagePackSerializer.Serialize(
                new Dictionary<string, object> { ["future"] = new[] { 1, 2 }, ["type"] = "smell" },
                Standard
            ),
            .. MessagePackSerializer.Serialize(new EndEvent(7), Standard),
        ];
        var reader = new MessagePackReader(bytes);
        Assert.Null(MessagePackSerializer.Deserialize<SpeakEvent?>(ref reader, Options));
        Assert.Equal(new EndEvent(7), MessagePackSerializer.Deserialize<SpeakEvent?>(ref reader, Options));
    }

    private static object? ExampleOf(ParameterInfo parameter) =>
        parameter.ParameterType switch
        {
            var type when type == typeof(string) => parameter.Name,
            var type when type == typeof(HeardText) => new HeardText(1, 2, "three", 4, 5),
            var type when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>([1, 2, 3]),
            var type => Convert.ChangeType(
                parameter.Position + 1,
                type,
                System.Globalization.CultureInfo.InvariantCulture
            ),
        };
}
