using System.Buffers;
using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Testing;
using VoiceSmith.Text.Phonemes;
using static TorchSharp.torch;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests;

/// <summary>The gate before voices that a trained voice, spoilt in one way each, comes to.</summary>
public sealed class VoiceGateTests(VoiceGateTests.Trained trained) : IClassFixture<VoiceGateTests.Trained>
{
    // other tests take the processor too
    private readonly VoiceGate _gate = new(new() { RealTimeFactor = 100 }, TimeProvider.System);

    [Fact]
    public async Task TryAsync_TheVoiceThatSpeaks_Passes()
    {
        var report = await _gate.TryAsync(trained.Voice, trained.Voice, Token);
        Assert.True(report.Passed, string.Join(" ", report.Findings.Select(finding => finding.Says)));
        Assert.Equal(1, report.Findings.Single(finding => finding.What == "agreement").Value, 3);
    }

    [Fact]
    public async Task TryAsync_OnlySlow_Refused()
    {
        var report = await new VoiceGate(new() { RealTimeFactor = 1e-6 }, TimeProvider.System).TryAsync(
            trained.Voice,
            null,
            Token
        );
        Assert.Equal(["speed"], report.Findings.Where(finding => !finding.Passed).Select(finding => finding.What));
        Assert.Contains("Voices:Gate:RealTimeFactor", new VoiceRefusedException(report).Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("slow", true)]
    public async Task TryAsync_SlowOnAMachineThatMayBeBusy_IsComparedWithTheVoiceThatSpeaks(string current, bool passed)
    {
        var clock = new SkippingClock();
        var report = await new VoiceGate(new() { Sentences = ["Hello."], RealTimeFactor = 1e-6 }, clock).TryAsync(
            new Spoilt(trained.Voice, "slow", clock),
            new Spoilt(trained.Voice, current, clock),
            Token
        );
        Assert.Equal(passed, report.Findings.Single(finding => finding.What == "speed").Passed);
    }

    [Theory]
    [InlineData("silence", "loudness")]
    [InlineData("noise", "voiced")]
    [InlineData("not a number", "speaks")]
    [InlineData("other sounds", "agreement")]
    public async Task TryAsync_Spoilt_RefusedForThat(string how, string finding)
    {
        var report = await _gate.TryAsync(new Spoilt(trained.Voice, how), trained.Voice, Token);
        Assert.Contains(finding, report.Findings.Where(one => !one.Passed).Select(one => one.What));
        var error = new VoiceRefusedException(report);
        Assert.Equal("VS4014", error.Code);
        Assert.Contains(report.Findings.First(one => !one.Passed).Says, error.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryAsync_NeverTrained_Refused()
    {
        using var untrained = new ModelVoice(TinyVoice.Create());
        Assert.False((await _gate.TryAsync(untrained, trained.Voice, Token)).Passed);
    }

    public sealed class Trained : IDisposable
    {
        internal ModelVoice Voice { get; } = new(Models.Voice.LoadEmbedded());

        public void Dispose() => Voice.Dispose();
    }

    /// <summary>A voice with one thing wrong.</summary>
    private sealed class Spoilt(ISpeakingVoice voice, string how, SkippingClock? clock = null) : ISpeakingVoice
    {
        public VoiceInfo Info => voice.Info;

        public int HopLength => voice.HopLength;

        public PhonemeInventory Inventory => voice.Inventory;

        public ISentencePlan Plan(
            IReadOnlyList<int> phonemes,
            VoiceControls controls,
            IReadOnlyList<PhonemeControls>? local,
            ulong seed
        ) =>
            voice.Plan(
                how == "other sounds" ? [.. phonemes.Select(id => (id * 7 + 3) % Inventory.Symbols.Count)] : phonemes,
                controls,
                local,
                seed
            );

        public ISentenceSound NewSound(ulong seed) => new Sound(voice.NewSound(seed), how, clock);

        public void Dispose()
        {
            // the fixture does
        }
    }

    private sealed class Sound(ISentenceSound sound, string how, SkippingClock? clock) : ISentenceSound
    {
        private readonly Random _random = new(1);

        public void Decode(Tensor mel, bool last, IBufferWriter<float> into)
        {
            if (how == "slow")
                clock?.Skip(TimeSpan.FromSeconds(1));
            var made = new ArrayBufferWriter<float>();
            sound.Decode(mel, last, made);
            into.Write(
                made.WrittenSpan.ToArray()
                    .Select(sample =>
                        how switch
                        {
                            "silence" => 0,
                            "noise" => (float)(_random.NextDouble() - 0.5) * 0.2f,
                            "not a number" => float.NaN,
                            _ => sample,
                        }
                    )
                    .ToArray()
            );
        }

        public void Dispose() => sound.Dispose();
    }

    /// <summary>The system's clock, which skips time that something is to have taken.</summary>
    private sealed class SkippingClock : TimeProvider
    {
        private long _skipped;

        public void Skip(TimeSpan time) =>
            Interlocked.Add(ref _skipped, (long)(time.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _skipped);
    }
}
