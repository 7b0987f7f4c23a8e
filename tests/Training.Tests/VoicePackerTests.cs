using VoiceSmith.Models.Vocoder;

namespace VoiceSmith.Training.Tests;

public sealed class VoicePackerTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private readonly Runs _runs = new(corpus.Prepared);

    [Fact]
    public void Pack_TwoRuns_MakesAVoiceThatSpeaks()
    {
        _runs.Fit("vocoder", _runs.Options("vocoder", 2));
        _runs.Fit("acoustic", _runs.Options("acoustic", 6));
        var path = Path.Combine(_runs.Root, "made.voice");
        var manifest = VoicePacker.Pack(_runs.Newest("acoustic"), _runs.Newest("vocoder"), corpus.Manifest, "made", path, voicedNoise: 0.5);
        Assert.Equal((6, 2, "CC0 1.0"), (manifest.AcousticStep, manifest.VocoderStep, manifest.Licence));
        using var voice = VoiceSmith.Models.Voice.Load(path);
        using var plan = voice.Acoustic.Plan(corpus.Manifest.Utterances[0].Phonemes, voice.Controls());
        using var decoder = voice.Acoustic.NewDecoder(plan);
        using var mel = decoder.DecodeNext(plan.Frames)!;
        using var state = voice.Vocoder.NewState(1);
        Assert.Equal(plan.Frames * 256, voice.Vocoder.Decode(mel, state, last: true).Length);
        Assert.Equal("VS3006", Assert.Throws<VoiceSmithException>(
            () => VoicePacker.Pack(_runs.Newest("vocoder"), _runs.Newest("vocoder"), corpus.Manifest, "x", path)).Code);
    }

    public void Dispose() => _runs.Dispose();
}
