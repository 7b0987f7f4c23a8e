using VoiceSmith.Models.Vocoder;

namespace VoiceSmith.Training.Tests;

public sealed class VoicePackerTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private readonly Runs _runs = new(corpus.Prepared);

    [Theory]
    [InlineData("vocoder", 2)]
    [InlineData("univnet", 1)]
    public void Pack_TwoRuns_MakesAVoiceThatSpeaks(string kind, int steps)
    {
        _runs.Fit(kind, _runs.Options("vocoder", steps));
        _runs.Fit("acoustic", _runs.Options("acoustic", 6));
        var path = Path.Combine(_runs.Root, "made.voice");
        var manifest = VoicePacker.Pack(new()
        {
            Acoustic = _runs.Newest("acoustic"), Vocoder = _runs.Newest("vocoder"), Name = "made", Path = path, VoicedNoise = 0.5, Consent = "It is a tone.",
            Metrics = new Dictionary<string, double> { ["naturalness"] = 1 },
        });
        Assert.Equal(("It is a tone.", 1.0, corpus.Manifest.Hash), (manifest.Consent, manifest.Metrics["naturalness"], manifest.DataHash));
        Assert.Equal((6, steps, "CC0 1.0"), (manifest.AcousticStep, manifest.VocoderStep, manifest.Licence));
        using var voice = VoiceSmith.Models.Voice.Load(path);
        using var plan = voice.Acoustic.Plan(corpus.Manifest.Utterances[0].Phonemes, voice.Controls());
        using var decoder = voice.Acoustic.NewDecoder(plan);
        using var mel = decoder.DecodeNext(plan.Frames)!;
        using var state = voice.Vocoder.NewState(1);
        Assert.Equal(plan.Frames * 256, voice.Vocoder.Decode(mel, state, last: true).Length);
        Assert.Equal("VS3006", Assert.Throws<VoiceSmithException>(
            () => VoicePacker.Pack(new() { Acoustic = _runs.Newest("vocoder"), Vocoder = _runs.Newest("vocoder"), Name = "x", Path = path })).Code);
    }

    public void Dispose() => _runs.Dispose();
}
