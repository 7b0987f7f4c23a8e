using VoiceSmith.Training.Data;

namespace VoiceSmith.Training.Tests;

public sealed class CorpusPreparerTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>
{
    [Fact]
    public void Prepare_BadRecordings_AreNamedAndLeftOut()
    {
        Assert.Equal(6, corpus.Manifest.Utterances.Count);
        Assert.Contains(corpus.Skipped, line => line.StartsWith("absent: no sound file", StringComparison.Ordinal));
        Assert.Contains(corpus.Skipped, line => line.StartsWith("silent: no voiced sound", StringComparison.Ordinal));
        Assert.Contains(corpus.Skipped, line => line.StartsWith("short: ", StringComparison.Ordinal));
        Assert.Equal(3, corpus.Skipped.Count);
    }

    [Fact]
    public void Open_WhatWasPrepared_HasTheSoundAndItsFeatures()
    {
        using var data = Dataset.Open(corpus.Prepared);
        var clip = data.Manifest.Utterances.Single(item => item.Id == "clip0");
        var samples = new float[clip.Frames * 256];
        data.ReadSamples(clip.FirstFrame, clip.Frames, samples);
        var recorded = VoiceSmith.Audio.WavFile.Read(Path.Combine(corpus.Folder, "wavs", "clip0.wav")).Samples;
        Assert.Equal(recorded.Length / 256, clip.Frames);
        Assert.All(samples.Zip(recorded), pair => Assert.InRange(pair.First - pair.Second, -2f / 32768, 2f / 32768));

        var contour = data.Contour(clip.FirstFrame, clip.Frames);
        var middle = clip.Frames / 2 * Dataset.ContourValues;
        Assert.Equal(1, contour[middle + 1]);
        Assert.InRange(Math.Exp(contour[middle]), 120 * 1.25 * 0.97, 120 * 1.25 * 1.03);
        Assert.True(data.Manifest.Utterances.Single(item => item.Validation).Id == "clip5");
        Assert.Equal("CC0 1.0", data.Manifest.Licence);
    }

    [Fact]
    public void Prepare_Again_GivesTheSameHash()
    {
        var again = TinyCorpus.NewPreparer().Prepare(corpus.Folder, Path.Combine(corpus.Folder, "again"), _ => { }, (_, _) => { }, CancellationToken.None);
        Assert.Equal(corpus.Manifest.Hash, again.Hash);
    }

    [Fact]
    public void Prepare_NoCorpus_SaysWhatIsMissing()
    {
        var empty = Directory.CreateTempSubdirectory().FullName;
        var error = Assert.Throws<VoiceSmithException>(() => Corpus.Read(empty, _ => { }));
        Assert.Equal("VS3005", error.Code);
        Directory.Delete(empty);
    }

    [Fact]
    public void Open_NothingPrepared_SaysWhatToRun() =>
        Assert.Contains("voicesmith prepare", Assert.Throws<VoiceSmithException>(() => Dataset.Open(corpus.Folder)).Fix, StringComparison.Ordinal);
}
