using VoiceSmith.Bench.Fuzz;

namespace VoiceSmith.Fuzz.Tests;

/// <summary>The readers' harnesses: the kept inputs, some changes of them, and that what is wrong is seen.</summary>
public sealed class HarnessTests
{
    private const int Changes = 10;

    public static TheoryData<string> Names => [.. Harness.All.Keys];

    /// <summary>Every kept input was once read wrongly, or takes a branch that few do.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void KeptInputs_OfAHarness_AreReadOrRefused(string name)
    {
        var harness = Harness.All[name]();
        var kept = KeptInputs.Of(harness);
        Assert.NotEmpty(kept);
        var mutator = new Mutator(1, harness.Tokens, harness.MaxLength);
        foreach (var input in kept.Concat(Enumerable.Range(0, Changes).Select(Changed)))
            if (Trial.Run(harness, input) is { Kind: "crash" } finding)
                Assert.Fail($"{finding.Place}\n{finding.Detail}\n{Convert.ToBase64String(input)}");

        byte[] Changed(int index) => mutator.Change(kept[index % kept.Count], kept[index * 7 % kept.Count]);
    }

    [Fact]
    public void Trial_WhatIsWrong_IsAFindingAndARefusalIsNone()
    {
        Assert.Equal("crash", Run(() => throw new FormatException())!.Kind);
        Assert.Equal("hang", Run(Spin)!.Kind);
        Assert.Null(Run(() => throw new VoiceSmithException("VS1000", "", "", "")));
        Assert.Null(Run(() => { }));

        static Finding? Run(Action read) => Trial.Run(new("test", _ => read(), [], []), [1, 2, 3]);

        static void Spin()
        {
            var start = Environment.CpuUsage.TotalTime;
            while ((Environment.CpuUsage.TotalTime - start).TotalSeconds < 1.2)
                GC.KeepAlive(start);
        }
    }

    [Fact]
    public void Mutator_OneSeed_MakesTheSameInputsAndOthersThanItsOwn()
    {
        byte[] input = [.. "Hello there, this is 12 words."u8];
        var (one, same, other) = (Mutations(1), Mutations(1), Mutations(2));
        Assert.Equal(one, same);
        Assert.NotEqual(one, other);
        Assert.All(one, changed => Assert.InRange(changed.Length, 0, 64));
        Assert.True(one.Count(changed => !changed.AsSpan().SequenceEqual(input)) > 90);

        byte[][] Mutations(int seed)
        {
            var mutator = new Mutator(seed, [[1, 2, 3]], 64);
            return [.. Enumerable.Range(0, 100).Select(_ => mutator.Change(input, [9, 9, 9]))];
        }
    }
}
