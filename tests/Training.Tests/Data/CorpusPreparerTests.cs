using VoiceSmith.Audio;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Corpora;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Ranges;
using VoiceSmith.Training.Vocoder;

namespace VoiceSmith.Training.Tests.Data;

public sealed class CorpusPreparerTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-data").FullName;

    [Fact]
    public void Prepare_BadRecordings_AreNamedAndLeftOut()
    {
        Assert.Equal(6, corpus.Manifest.Utterances.Count);
        Assert.Equal(
            [
                ("absent", RejectionReason.NoSound),
                ("short", RejectionReason.TooShort),
                ("silent", RejectionReason.Silent),
            ],
            corpus.Manifest.Rejected.Select(item => (item.Id, item.Reason))
        );
        Assert.Equal(
            ["absent\tNoSound\tno sound file 'absent'", "short\tTooShort", "silent\tSilent"],
            File.ReadAllLines(Path.Combine(corpus.Prepared, CorpusPreparer.ReportFile))
                .Select((line, i) => i == 0 ? line : line[..line.LastIndexOf('\t')])
        );
    }

    [Fact]
    public void Open_WhatWasPrepared_HasTheSoundAndItsFeatures()
    {
        TinyCorpus.PrepareFrom(corpus.Folder, _folder, new() { Loudness = null, TrimDb = null });
        using var data = PreparedCorpus.Open(_folder);
        var clip = data.Manifest.Utterances.Single(item => item.Id == "clip0");
        var samples = new float[clip.Frames * 256];
        data.ReadSamples(clip.FirstFrame, clip.Frames, samples);
        var recorded = WavFile.Read(Path.Combine(corpus.Folder, "wavs", "clip0.wav")).Samples;
        Assert.Equal(recorded.Length / 256, clip.Frames);
        Assert.All(samples.Zip(recorded), pair => Assert.InRange(pair.First - pair.Second, -2f / 32768, 2f / 32768));

        using var extractor = new MelSpectrogram(data.Manifest.Mel);
        using var mel = extractor
            .call(TorchSharp.torch.tensor(recorded).unsqueeze(0))
            .squeeze(0)
            .transpose(0, 1)
            .contiguous();
        Assert.All(
            data.Mel(clip.FirstFrame, clip.Frames).Zip(mel.data<float>()),
            pair => Assert.InRange(pair.First - pair.Second, -0.00025f, 0.00025f)
        );

        var contour = data.Contour(clip.FirstFrame, clip.Frames);
        var middle = clip.Frames / 2 * ContourLayout.Values;
        Assert.Equal(1, contour[middle + 1]);
        Assert.InRange(Math.Exp(contour[middle]), 120 * 1.25 * 0.97, 120 * 1.25 * 1.03);
        Assert.True(data.Manifest.Utterances.Single(item => item.Validation).Id == "clip5");
        Assert.Equal("CC0 1.0", data.Manifest.Licence);
    }

    [Fact]
    public void Prepare_LongSilenceAndOtherRates_AreTrimmedResampledAndAsLoudAsTheRest()
    {
        var tone = TinyCorpus.Tone(1.5, 150);
        Write("a", [.. new float[22050], .. tone.Samples.Select(sample => sample * 0.1f), .. new float[11025]]);
        Write("b", TinyCorpus.Tone(1.5, 150).Resample(44100).Samples, 44100);
        TinyCorpus.PrepareFrom(_folder, Prepared);
        using var data = PreparedCorpus.Open(Prepared);
        foreach (var item in data.Manifest.Utterances)
        {
            var samples = new float[item.Frames * 256];
            data.ReadSamples(item.FirstFrame, item.Frames, samples);
            Assert.InRange(item.Frames * 256 / 22050.0, 1.4, 1.85);
            Assert.InRange(Loudness.IntegratedLufs(new(samples, 22050)), -23.6, -22.4);
        }
    }

    [Fact]
    public void Prepare_ClippedForeignAndTooMuchText_AreLeftOutWithTheReason()
    {
        var tone = TinyCorpus.Tone(1.5, 150).Samples;
        Write("clipped", [.. tone.Select(sample => Math.Clamp(sample * 4, -1, 1))]);
        Write("german", tone, text: "Der schnelle braune Fuchs springt über den faulen Hund.");
        Write("greek", tone, text: "Η γρήγορη αλεπού πηδάει πάνω από το σκυλί.");
        Write("long", tone, text: string.Join(' ', Enumerable.Repeat("The text of another recording.", 12)));
        Write("noise", text: "No sound.", samples: null);
        Write("fine", tone);
        var result = TinyCorpus.PrepareFrom(_folder, Prepared).Manifest;
        Assert.Equal("fine", Assert.Single(result.Utterances).Id);
        Assert.Equal(
            [
                ("clipped", RejectionReason.Clipped),
                ("german", RejectionReason.WrongLanguage),
                ("greek", RejectionReason.WrongLanguage),
                ("long", RejectionReason.TextTooLong),
                ("noise", RejectionReason.Unreadable),
            ],
            result.Rejected.Select(item => (item.Id, item.Reason))
        );
    }

    [Fact]
    public void Prepare_Again_ComputesWhatChangedAndNothingElse()
    {
        for (var i = 0; i < 4; i++)
            Write($"s{i}", TinyCorpus.Tone(1 + 0.1 * i, 150).Samples);
        Write("silence", new float[22050]);
        var first = TinyCorpus.PrepareFrom(_folder, Prepared);
        Assert.Equal((5, 0), (first.Computed, first.Reused));
        var again = TinyCorpus.PrepareFrom(_folder, Prepared);
        Assert.Equal((0, 5), (again.Computed, again.Reused));
        Assert.Equal(first.Manifest.Hash, again.Manifest.Hash);
        Assert.Equal(first.Manifest.Rejected, again.Manifest.Rejected);
        Assert.Equal(5, Directory.GetFiles(Prepared).Length); // manifest, report, and one of each file

        Write("s1", TinyCorpus.Tone(1.3, 170).Samples); // another sound
        File.WriteAllText(Path.Combine(_folder, "s2.txt"), "Other words."); // another text: the sound's features stay
        File.Move(Path.Combine(_folder, "s3.wav"), Path.Combine(_folder, "t3.wav"));
        File.Move(Path.Combine(_folder, "s3.txt"), Path.Combine(_folder, "t3.txt"));
        var changed = TinyCorpus.PrepareFrom(_folder, Prepared);
        Assert.Equal((1, 4), (changed.Computed, changed.Reused));
        Assert.NotEqual(first.Manifest.Hash, changed.Manifest.Hash);
        var anew = TinyCorpus.PrepareFrom(_folder, Path.Combine(_folder, "anew"));
        Assert.Equal((5, 0), (anew.Computed, anew.Reused));
        Assert.Equal(anew.Manifest.Hash, changed.Manifest.Hash);
        Assert.Equal(anew.Manifest.LogF0, changed.Manifest.LogF0);

        Assert.Equal(
            (0, 5),
            Counts(new() { MaxDuration = TimeSpan.FromSeconds(14), Licence = "other" }, silentIsKnown: false)
        );
        Assert.Equal((5, 0), Counts(new() { Loudness = -20 }, silentIsKnown: true));

        (int, int) Counts(PreparationOptions options, bool silentIsKnown)
        {
            var result = TinyCorpus.PrepareFrom(_folder, Prepared, options);
            // a rejection holds for the limits it was made with
            return silentIsKnown ? (result.Computed, result.Reused) : (result.Computed - 1, result.Reused + 1);
        }
    }

    [Fact]
    public void Prepare_Cancelled_LeavesTheFolderAsItWas()
    {
        for (var i = 0; i < 3; i++)
            Write($"s{i}", TinyCorpus.Tone(1, 150).Samples);
        TinyCorpus.PrepareFrom(_folder, Prepared);
        var before = Directory.GetFiles(Prepared).Order().ToArray();
        using var stop = new CancellationTokenSource();
        var preparer = new CorpusPreparer(
            new() { Loudness = -20 },
            new(),
            new VoiceSmith.Text.Phonemizers.EnglishPhonemizer()
        );
        Assert.ThrowsAny<OperationCanceledException>(() =>
            preparer.Prepare([_folder], Prepared, (_, _) => stop.Cancel(), stop.Token)
        );
        Assert.Equal(before, Directory.GetFiles(Prepared).Order());
        PreparedCorpus.Open(Prepared).Dispose();
    }

    [Fact]
    public void Prepare_TwoSpeakers_KnowsThePitchOfEach()
    {
        for (var i = 0; i < 3; i++)
        {
            Write($"low/{i}", TinyCorpus.Tone(1, 100).Samples);
            Write($"high/{i}", TinyCorpus.Tone(1, 200).Samples);
        }
        var data = TinyCorpus.PrepareFrom(_folder, Prepared).Manifest;
        Assert.Equal(["high", "low"], data.Speakers);
        Assert.InRange(data.LogF0Of(0).Mean - data.LogF0Of(1).Mean, Math.Log(2) - 0.05, Math.Log(2) + 0.05);
        Assert.InRange(data.LogF0.Mean, data.LogF0Of(1).Mean + 0.2, data.LogF0Of(0).Mean - 0.2);
        Assert.True(data.LogF0Of(0).Deviation < data.LogF0.Deviation);
    }

    [Fact]
    public void Prepare_SamplesThatAreNoNumbers_AreNamedAndNotCalledSilent()
    {
        Write("good", TinyCorpus.Tone(1.5, 150).Samples);
        foreach (var value in new[] { float.NaN, float.PositiveInfinity })
        {
            var samples = TinyCorpus.Tone(1.5, 150).Samples;
            samples[100] = samples[200] = value;
            var path = Path.Combine(_folder, $"bad{value}");
            File.WriteAllText(path + ".txt", "A small test.");
            WavFile.Write(path + ".wav", new AudioClip(samples, 22050), WavEncoding.IeeeFloat32);
        }
        var result = TinyCorpus.PrepareFrom(_folder, Prepared).Manifest;
        Assert.Equal(["good"], result.Utterances.Select(item => item.Id));
        Assert.Equal(2, result.Rejected.Count);
        Assert.All(result.Rejected, item => Assert.Equal(RejectionReason.Unreadable, item.Reason));
        Assert.All(
            result.Rejected,
            item => Assert.Contains("not a finite number", item.Detail, StringComparison.Ordinal)
        );
    }

    /// <summary>A header that was written before the sound, by a program that could not go back to it.</summary>
    [Fact]
    public void Prepare_StreamedHeader_IsReadToItsEnd()
    {
        Write("streamed", TinyCorpus.Tone(1.5, 150).Samples);
        var path = Path.Combine(_folder, "streamed.wav");
        var bytes = File.ReadAllBytes(path);
        BitConverter.TryWriteBytes(bytes.AsSpan(4), 36u);
        BitConverter.TryWriteBytes(bytes.AsSpan(40), 0u);
        File.WriteAllBytes(path, bytes);
        Assert.InRange(
            TinyCorpus.PrepareFrom(_folder, Prepared).Manifest.Utterances.Single().Frames * 256 / 22050.0,
            1.4,
            1.6
        );
    }

    [Fact]
    public void Prepare_NothingUsable_SaysWhatWasFound()
    {
        Write("silence", new float[22050]);
        Write("short", TinyCorpus.Tone(0.2, 150).Samples);
        var error = Assert.Throws<VoiceSmithException>(TinyCorpus.PrepareFrom(_folder, Prepared).RequireUsable);
        Assert.Equal("VS3015", error.Code);
        Assert.Contains("All 2 are left out", error.Why, StringComparison.Ordinal);
        Assert.Contains("1 Silent, such as silence (", error.Why, StringComparison.Ordinal);
        using var data = PreparedCorpus.Open(Prepared);
        Assert.Equal(
            "VS3004",
            Assert.Throws<VoiceSmithException>(() => new AcousticBatches(data, batchSize: 4, seed: 1)).Code
        );
        Assert.Equal(
            "VS3004",
            Assert.Throws<VoiceSmithException>(() => new VocoderBatches(data, batchSize: 4, frames: 8, seed: 1)).Code
        );
    }

    [Fact]
    public void Prepare_LimitsThatExcludeEachOther_AreRefused()
    {
        var options = new PreparationOptions
        {
            MinDuration = TimeSpan.FromSeconds(20),
            MaxDuration = TimeSpan.FromSeconds(5),
        };
        Assert.Equal(
            "MinDuration",
            Assert.Throws<OptionRangeException>(() => TinyCorpus.PrepareFrom(_folder, Prepared, options)).Option
        );
        Assert.Equal(
            "Workers",
            Assert
                .Throws<OptionRangeException>(() => TinyCorpus.PrepareFrom(_folder, Prepared, new() { Workers = 0 }))
                .Option
        );
    }

    [Fact]
    public void Open_NothingPrepared_SaysWhatToRun() =>
        Assert.Contains(
            "voicesmith prepare",
            Assert.Throws<PreparedDataException>(() => PreparedCorpus.Open(corpus.Folder)).Fix,
            StringComparison.Ordinal
        );

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Prepared => Path.Combine(_folder, "prepared");

    private void Write(string name, float[]? samples, int sampleRate = 22050, string text = "A small test.")
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".txt", text);
        if (samples is null)
            File.WriteAllText(path + ".wav", "RIFF but no sound");
        else
            WavFile.Write(path + ".wav", new AudioClip(samples, sampleRate));
    }
}
