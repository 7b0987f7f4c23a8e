using CsCheck;
using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Acoustic;

public sealed class MelSharpeningTests
{
    [Fact]
    public void Decode_TemporalSharpening_AnyChunkingEqualsTheWhole() =>
        Gen.Int[1, 40]
            .Array[1, 6]
            .Sample(
                chunks =>
                {
                    using var scope = NewDisposeScope();
                    var mel = randn(3, chunks.Sum());
                    using var whole = new TemporalSharpening(0.3);
                    using var stream = new TemporalSharpening(0.3);
                    var expected = whole.Next(mel.clone(), last: true);
                    var (parts, at) = (new List<Tensor>(), 0);
                    foreach (var (i, frames) in chunks.Index())
                    {
                        parts.Add(stream.Next(mel.narrow(1, at, frames).clone(), last: i == chunks.Length - 1));
                        at += frames;
                    }
                    var given = cat(parts, 1);
                    Assert.Equal(expected.shape, given.shape);
                    Assert.Equal(expected.data<float>().ToArray(), given.data<float>().ToArray());
                },
                iter: 60
            );

    [Fact]
    public void Next_OneFrameAmongEqualOnes_MovesAwayFromTheirMean()
    {
        using var scope = NewDisposeScope();
        var mel = zeros(1, 9);
        mel[0, 4] = 1;
        using var sharpening = new TemporalSharpening(0.5);
        var sharp = sharpening.Next(mel, last: true)[0].data<float>().ToArray();
        Assert.Equal(1.4f, sharp[4], 1e-6f); // 1 + ½ (1 − ⅕)
        Assert.Equal([0, 0, -0.1f, -0.1f], sharp[..4], (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Load_CepstralGains_ScaleTheCepstrumOfWhatIsPredicted()
    {
        using var plain = TinyVoice.Create();
        var bands = plain.Manifest.Mel.Bands;
        double[] gains = [.. Enumerable.Range(0, bands).Select(quefrency => quefrency is >= 4 and < 20 ? 1.5 : 1)];
        using var expected = TinyVoice.Create();
        using var sharp = new Voice(
            expected.Manifest with
            {
                Sharpening = new() { CepstralGains = gains },
            },
            expected.Acoustic,
            expected.Vocoder
        );
        using var scope = NewDisposeScope();
        var basis = MelCepstrum.Basis(bands);
        var (before, after) = (basis.matmul(Mel(plain)), basis.matmul(Mel(sharp)));
        var wanted = before * tensor(gains.Select(gain => (float)gain).ToArray()).unsqueeze(1);
        Assert.True((after - wanted).abs().max().ToDouble() < 1e-3);
        Assert.NotEqual(plain.Manifest.Version, sharp.Manifest.Version);
    }

    [Fact]
    public void Apply_AllOfASharpening_IsWhatASharpenedVoicePredicts()
    {
        using var plain = TinyVoice.Create();
        MelSharpening sharpening = new()
        {
            CepstralGains = [.. Enumerable.Range(0, plain.Manifest.Mel.Bands).Select(q => 1 + q % 3 * 0.2)],
            Temporal = 0.3,
            Balance = [.. Enumerable.Range(0, plain.Manifest.Mel.Bands).Select(band => band % 5 * 0.1 - 0.5)],
        };
        using var other = TinyVoice.Create();
        using var sharp = new Voice(other.Manifest with { Sharpening = sharpening }, other.Acoustic, other.Vocoder);
        using var scope = NewDisposeScope();
        var difference = (sharpening.Apply(Mel(plain)) - Mel(sharp)).abs().max().ToDouble();
        Assert.True(difference < 1e-3, $"{difference}");
    }

    [Fact]
    public void DecodeNext_SharpenedInTime_BlocksEqualTheWholeAndEndWithThePlan()
    {
        using var plain = TinyVoice.Create();
        using var sharp = new Voice(
            plain.Manifest with
            {
                Sharpening = new() { Temporal = 0.3 },
            },
            plain.Acoustic,
            plain.Vocoder
        );
        using var scope = NewDisposeScope();
        using var plan = sharp.Acoustic.Plan(TinyVoice.Phonemes(40), new SpeechControls());
        using var decoder = sharp.Acoustic.NewDecoder(plan);
        var parts = new List<Tensor>();
        while (decoder.DecodeNext(1) is { } part)
            parts.Add(part);
        Assert.True(parts.Count > 2);
        Assert.Equal(plan.Frames, decoder.Position);
        var difference = (cat(parts, 1) - Mel(sharp)).abs().max().ToDouble();
        Assert.True(difference < 1e-4, $"{difference}");
    }

    private static Tensor Mel(Voice voice)
    {
        using var plan = voice.Acoustic.Plan(TinyVoice.Phonemes(40), new SpeechControls());
        using var decoder = voice.Acoustic.NewDecoder(plan);
        return decoder.DecodeNext(plan.Frames)!;
    }
}
