using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace VoiceSmith.Contracts.Tests;

/// <summary>
/// Every message has the bytes that clients and servers of version 0.1 read and write: Golden/wire.json has theirs.
/// </summary>
public sealed class WireFormatTests
{
    private static readonly MessagePackHubProtocol Protocol = new();
    private static readonly Dictionary<string, Golden> Goldens = ReadGoldens();

    public static TheoryData<string> Names => [.. Goldens.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void Messages_All_HaveGoldens() =>
        Assert.Equal(Messages.All.Keys.Order(StringComparer.Ordinal), Goldens.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Message_AsJson_IsAsBefore(string name)
    {
        var message = Messages.All[name];
        Assert.Equal(Goldens[name].Json, JsonSerializer.Serialize(message, message.GetType(), ContractJson.Options));
        if (message is SpeakEvent)
            return; // its type is written for readers in other languages; .NET reads events as MessagePack
        var read = JsonSerializer.Deserialize(Goldens[name].Json, message.GetType(), ContractJson.Options);
        Assert.Equal(Goldens[name].Json, JsonSerializer.Serialize(read, message.GetType(), ContractJson.Options));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Message_AsMessagePack_IsAsBefore(string name)
    {
        if (Goldens[name].MessagePack is not { } golden)
            return; // HTTP only
        var message = Messages.All[name];
        Assert.Equal(
            golden,
            Convert.ToBase64String(Protocol.GetMessageBytes(new StreamItemMessage("1", message)).Span)
        );
        var bytes = new ReadOnlySequence<byte>(Convert.FromBase64String(golden));
        Assert.True(Protocol.TryParseMessage(ref bytes, new Binder(message.GetType()), out var parsed));
        var read = Assert.IsType<StreamItemMessage>(parsed).Item;
        Assert.Equal(golden, Convert.ToBase64String(Protocol.GetMessageBytes(new StreamItemMessage("1", read)).Span));
    }

    [Fact]
    public void SpeakTextRequest_AsOfVersion01_IsRead()
    {
        const string body = """
            {"text":"Hello.","voice":"kathleen","seed":7,"rate":1.25,"pitch":-2,"energy":3,"pauses":0.5,"speaker":1,"markup":true,
             "voiceVersion":"0123","session":"mine"}
            """;
        Assert.Equal(
            new()
            {
                Text = "Hello.",
                Voice = "kathleen",
                Seed = 7,
                Rate = 1.25,
                Pitch = -2,
                Energy = 3,
                Pauses = 0.5,
                Speaker = 1,
                Markup = true,
                VoiceVersion = "0123",
                Session = "mine",
            },
            JsonSerializer.Deserialize<SpeakTextRequest>(body, ContractJson.Options)
        );
    }

    private static Dictionary<string, Golden> ReadGoldens()
    {
        using var stream = typeof(WireFormatTests).Assembly.GetManifestResourceStream("wire.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, Golden>>(stream, ContractJson.Options)!;
    }

    private sealed record Golden(string Json, string? MessagePack);

    private sealed class Binder(Type item) : IInvocationBinder
    {
        public Type GetReturnType(string invocationId) => item;

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [];

        public Type GetStreamItemType(string streamId) => item;
    }
}
