using Google.Protobuf;
using VoiceSmith.Audio;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.Loggers;
using VoiceSmith.Training.Reports;

namespace VoiceSmith.Training.Tests.Reports;

public sealed class RunReportTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private readonly Runs _runs = new(corpus.Prepared);

    [Fact]
    public void Fit_WithReport_WritesOneFileThatNeedsNoOther()
    {
        _runs.Fit(
            "vocoder",
            _runs.Options("run", 4) with
            {
                Loggers = null,
                ValidateEvery = 2,
                Callbacks = [new RunReport()],
            }
        );
        var page = File.ReadAllText(Path.Combine(_runs.Folder("run"), RunReport.FileName));
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.Contains("data:image/png;base64,", page, StringComparison.Ordinal);
        Assert.Contains("data:audio/wav;base64,", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        Assert.Contains("<td>total</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_StepsThatARunTookAgain_CountTheLastTime()
    {
        using (var log = new JsonLinesLogger(Path.Combine(_runs.Root, JsonLinesLogger.FileName), TimeProvider.System))
            // killed after 30, gone on with from 10
            foreach (var (step, value) in new[] { (10, 5.0), (20, 4.0), (30, 9.0), (20, 3.0), (30, 2.0) })
                log.Log(new ValidationResult(step, new Dictionary<string, double> { ["total"] = value }, [], value, true));
        var page = File.ReadAllText(RunReport.Write(_runs.Root, "run"));
        var line = page.Split("points=\"")[1].Split('"')[0].Split(' ');
        Assert.Equal(["52.0,24.0", "187.0,113.3", "322.0,158.0"], line);
    }

    [Fact]
    public void Log_ValuesPicturesAndSound_AreEventsThatTensorBoardReads()
    {
        var (wav, png) = (Path.Combine(_runs.Root, "a.wav"), Path.Combine(_runs.Root, "a.png"));
        WavFile.Write(wav, TinyCorpus.Tone(0.1, 200));
        using (var mel = TorchSharp.torch.zeros(4, 5))
            Pictures.SaveMels(png, (mel, "mel"));
        using (var logger = new TensorBoardLogger(_runs.Root, TimeProvider.System))
        {
            logger.Log(
                new TrainingProgress(7, 9, 0, new Dictionary<string, double> { ["mel"] = 1.5 }, 2, 3, TimeSpan.Zero)
            );
            logger.Log(
                new ValidationResult(
                    8,
                    new Dictionary<string, double> { ["total"] = 2.5 },
                    [new(ValidationFileKind.Sound, "a", wav), new(ValidationFileKind.Mel, "a", png)],
                    2.5,
                    true
                )
            );
        }
        var events = Read(Directory.GetFiles(_runs.Root, "events.out.tfevents.*").Single());
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        var values = events.Skip(1).Select(entry => (entry.Step, entry.Summary.Value[0])).ToArray();
        Assert.Equal((7L, "train/mel", 1.5f), (values[0].Step, values[0].Item2.Tag, values[0].Item2.SimpleValue));
        Assert.Equal(
            (8L, "validation/total", 2.5f),
            (values[3].Step, values[3].Item2.Tag, values[3].Item2.SimpleValue)
        );
        Assert.Equal((22050f, 2205L), (values[4].Item2.Audio.SampleRate, values[4].Item2.Audio.LengthFrames));
        Assert.True(values[5].Item2.Image.Width > 0 && values[5].Item2.Image.EncodedImageString.Length > 0);
    }

    public void Dispose() => _runs.Dispose();

    /// <summary>The records' messages, as TensorBoard's own definitions have them.</summary>
    private static List<Tensorboard.Event> Read(string path)
    {
        var events = new List<Tensorboard.Event>();
        var bytes = File.ReadAllBytes(path).AsSpan();
        while (bytes.Length > 0)
        {
            var length = (int)BitConverter.ToInt64(bytes);
            var entry = new Tensorboard.Event();
            entry.MergeFrom(new CodedInputStream(bytes.Slice(12, length).ToArray()));
            events.Add(entry);
            bytes = bytes[(12 + length + 4)..];
        }
        return events;
    }
}
