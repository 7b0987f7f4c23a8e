using System.Buffers;
using MessagePack;
using MessagePack.Resolvers;

namespace VoiceSmith.Contracts.Tests;

/// <summary>Events of any type in one stream, also such as this version does not know.</summary>
public sealed class SpeakEventFormatterTests
{
    private static readonly MessagePackSerializerOptions Options = MessagePackSerializerOptions.Standard.WithResolver(
        SpeakEventFormatter.Before(StandardResolver.Instance)
    );

    public static TheoryData<string> Events =>
        [.. Messages.All.Where(message => message.Value is SpeakEvent).Select(message => message.Key)];

    [Theory]
    [MemberData(nameof(Events))]
    public void Deserialize_WhatWasSerialized_IsTheSameEvent(string name)
    {
        var sent = (SpeakEvent)Messages.All[name];
        var bytes = MessagePackSerializer.Serialize<SpeakEvent?>(sent, Options, TestContext.Current.CancellationToken);
        var (read, next) = ReadBefore42([.. bytes]);
        Assert.Equal(sent.GetType(), read?.GetType());
        Assert.Equal(42, next);
        Assert.Equal(
            bytes,
            MessagePackSerializer.Serialize<SpeakEvent?>(read, Options, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public void Deserialize_TypeAfterOtherMembers_IsFound() =>
        Assert.Equal(
            (new EndEvent(7), 42),
            ReadBefore42(Map(("samples", w => w.Write(7)), ("later", w => w.Write("x")), ("type", w => w.Write("end"))))
        );

    [Fact]
    public void Deserialize_NilOrUnknownOrNoType_IsNullAndWhatFollowsIsRead()
    {
        Assert.Equal((null, 42), ReadBefore42(MessagePackSerializer.Serialize<SpeakEvent?>(null, Options, default)));
        Assert.Equal((null, 42), ReadBefore42(Map(("type", w => w.Write("tomorrow")), ("x", w => w.Write(1)))));
        Assert.Equal((null, 42), ReadBefore42(Map(("samples", w => w.Write(7)))));
        Assert.Equal((null, 42), ReadBefore42(Map(("name", w => w.Write("end")))));
        Assert.Equal((null, 42), ReadBefore42(Map()));
    }

    private static byte[] Map(params (string Name, Action<Writing> Value)[] members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteMapHeader(members.Length);
        writer.Flush();
        foreach (var (name, value) in members)
        {
            var writing = new Writing(buffer);
            writing.Write(name);
            value(writing);
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>An event, and the number that is put after it: the reader stands where the event ended.</summary>
    private static (SpeakEvent? Event, int Next) ReadBefore42(byte[] bytes)
    {
        var reader = new MessagePackReader((byte[])[.. bytes, 42]);
        var read = Options.Resolver.GetFormatterWithVerify<SpeakEvent?>().Deserialize(ref reader, Options);
        return (read, reader.ReadInt32());
    }

    private sealed class Writing(ArrayBufferWriter<byte> buffer)
    {
        public void Write(string value) =>
            buffer.Write(MessagePackSerializer.Serialize(value, cancellationToken: default));

        public void Write(int value) =>
            buffer.Write(MessagePackSerializer.Serialize(value, cancellationToken: default));
    }
}
