using System.Globalization;
using VoiceSmith.Models.Checkpoints.Torch;
using VoiceSmith.Testing;

namespace VoiceSmith.Models.Tests.Checkpoints;

/// <summary>Every operation of the pickle format that a checkpoint may have.</summary>
public sealed class PickleReaderTests
{
    public static TheoryData<string, string> Operations =>
        new()
        {
            { "N", "None" },
            { "\u0088", "True" },
            { "\u0089", "False" },
            { "K\u00ff", "255" },
            { "M\u0001\u0002", "513" },
            { "J\u00fe\u00ff\u00ff\u00ff", "-2" },
            { "\u008a\u0000", "0" },
            { "\u008a\u0001\u00ff", "-1" },
            { "\u008a\u0002\u00ff\u0000", "255" },
            { "\u008a\u0003\u0001\u0002\u0003", "197121" },
            { "\u008a\u0008\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0080", "-9223372036854775808" },
            { "\u008a\u0009\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001", "'an integer beyond 64 bits'" },
            { "\u008b\u0002\u0000\u0000\u0000\u0039\u0030", "12345" },
            { "G\u003f\u00f8\u0000\u0000\u0000\u0000\u0000\u0000", "1.5" },
            { "X\u0002\u0000\u0000\u0000\u00c3\u00bc", "'ü'" },
            { "\u008c\u0002\u00c3\u00bc", "'ü'" },
            { "\u008d\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u00c3\u00bc", "'ü'" },
            { "U\u0001\u00fc", "'ü'" },
            { "T\u0001\u0000\u0000\u0000\u00fc", "'ü'" },
            { "C\u0002\u0001\u00ff", "01FF" },
            { "B\u0002\u0000\u0000\u0000\u0001\u00ff", "01FF" },
            { "\u008e\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001\u00ff", "01FF" },
            { "\u0096\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001\u00ff", "01FF" },
            { "\u0095\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0080\u0005N", "None" },
            { "]", "[]" },
            { "\u008f", "[]" },
            { "}", "{}" },
            { ")", "()" },
            { "K\u0001K\u00020", "1" },
            { "K\u0001(0", "1" },
            { "K\u0001(K\u0002K\u00031", "1" },
            { "K\u00012\u0086", "(1, 1)" },
            { "K\u0001\u0085", "(1)" },
            { "K\u0001K\u0002\u0086", "(1, 2)" },
            { "K\u0001K\u0002K\u0003\u0087", "(1, 2, 3)" },
            { "(K\u0001K\u0002K\u0003K\u0004t", "(1, 2, 3, 4)" },
            { "(K\u0001K\u0002l", "[1, 2]" },
            { "(K\u0001K\u0002\u0091", "[1, 2]" },
            { "(K\u0001K\u0002K\u0003K\u0004d", "{1: 2, 3: 4}" },
            { "]K\u0001a", "[1]" },
            { "](K\u0001K\u0002e", "[1, 2]" },
            { "\u008f(K\u0001K\u0002\u0090", "[1, 2]" },
            { "}U\u0001aK\u0002s", "{a: 2}" },
            { "}(K\u0001K\u0002U\u0001aK\u0004u", "{1: 2, a: 4}" },
            { "}NK\u0002s", "{}" },
            { "K\u0001q\u0005K\u0002h\u0005\u0087", "(1, 2, 1)" },
            { "K\u0001r\u0005\u0001\u0000\u0000K\u0002j\u0005\u0001\u0000\u0000\u0087", "(1, 2, 1)" },
            { "K\u0001\u0094K\u0002\u0094h\u0001\u0087", "(1, 2, 2)" },
            { "ca\nbc\n", "a.bc" },
            { "U\u0001aU\u0002bc\u0093", "a.bc" },
            { "ca\nb\n)R", "<a.b>" },
            { "ca\nb\n)\u0081", "<a.b>" },
            { "ca\nb\n)}\u0092", "<a.b>" },
            { "ca\nb\n)R}b", "<a.b>" },
            { "ca\nb\n)RK\u0001K\u0002s", "<a.b>" },
            { "ca\nb\n)R(K\u0001K\u0002u", "<a.b>" },
            { "ccollections\nOrderedDict\n)R", "{}" },
            { "ccollections\nOrderedDict\n](K\u0001K\u0002\u0086K\u0003e\u0085R", "{1: 2}" },
            { "c__builtin__\ndict\n)R", "{}" },
            { "cbuiltins\ndict\n)R", "{}" },
            { "ccollections\ndefaultdict\ncbuiltins\nlist\n\u0085R", "{}" },
            { "cbuiltins\nset\n](K\u0001K\u0002e\u0085R", "[1, 2]" },
            { "c__builtin__\nfrozenset\n]K\u0001a\u0085R", "[1]" },
            { "cbuiltins\nlist\n)R", "[]" },
            { "ctorch\nSize\nK\u0001K\u0002\u0086\u0085R", "(1, 2)" },
        };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Read_Operations_GiveTheirValue(string operations, string expected) =>
        Assert.Equal(expected, Describe(PickleReader.Read(new PickleBytes().Op(operations).ToArray(), new())));

    /// <summary>Wherever a pickle breaks off, it is refused, and by its own error.</summary>
    [Theory]
    [MemberData(nameof(Operations))]
    public void Read_CutAnywhere_IsRefused(string operations, string _)
    {
        var whole = new PickleBytes().Op(operations).ToArray();
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<InvalidDataException>(() => PickleReader.Read(whole[..length], new()));
    }

    [Theory]
    [InlineData("K\u0001K\u0002a", "uses Int64 as PickledList")]
    [InlineData("(K\u0001u", "values that it never made")]
    [InlineData("2", "values that it never made")]
    [InlineData("(2", "values that it never made")]
    [InlineData("0", "values that it never made")]
    [InlineData("q\u0001", "values that it never made")]
    [InlineData("j\u0001\u0000\u0000\u0000", "recalls value 1, which it never stored")]
    [InlineData("K\u0001K\u0002\u0093", "as String")]
    [InlineData("NQ", "uses nothing as PickledTuple")]
    [InlineData("}b", "values that it never made")]
    [InlineData("X\u0001\u0000\u0000\u0000", "claims a value of 1 bytes where 0 are left")]
    public void Read_ValuesThatDoNotFit_AreRefused(string operations, string reason) =>
        Assert.Contains(
            reason,
            Assert
                .Throws<InvalidDataException>(() =>
                    PickleReader.Read([.. new PickleBytes().Op(operations).ToArray()[..^1]], new())
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Unknown_CallsOfOthers_AreNamedOnceInOrder()
    {
        var calls = new TorchCalls();
        PickleReader.Read(new PickleBytes().Op("cb\nb\n)R0ca\na\n)R0cb\nb\n)Rcc\nc\n").ToArray(), calls);
        Assert.Equal(["a.a", "b.b"], calls.Unknown);
    }

    private static string Describe(object? value) =>
        value switch
        {
            null => "None",
            string text => $"'{text}'",
            byte[] bytes => Convert.ToHexString(bytes),
            PickledTuple tuple => $"({string.Join(", ", tuple.Items.Select(Describe))})",
            PickledList list => $"[{string.Join(", ", list.Items.Select(Describe))}]",
            PickledMap map => $"{{{string.Join(", ", map.Named.Select(e => $"{e.Key}: {Describe(e.Value)}"))}}}",
            PickledObject made => $"<{made.Class}>",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
}
