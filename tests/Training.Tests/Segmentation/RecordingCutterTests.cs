using VoiceSmith.Audio;
using VoiceSmith.Models.G2P;
using VoiceSmith.Testing;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Segmentation;

namespace VoiceSmith.Training.Tests.Segmentation;

/// <summary>Long recordings whose borders are known, because they are made of short ones.</summary>
public sealed class RecordingCutterTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("kathleen", "ljspeech", 0, 40)]
    [InlineData("lj", "kathleen", 0, 41)]
    [InlineData("kathleen", "ljspeech", 0, 41)]
    [InlineData("lj", "kathleen", 0, 40)]
    public void Measure(string voice, string corpus, int first, int count)
    {
        var folder = SharedFolder.Require("corpus", corpus);
        var clips = File.ReadLines(Path.Combine(folder, "metadata.csv"))
            .Skip(first)
            .Take(count)
            .Select(line => line.Split('|'))
            .Select(line => (Text: line[2], Clip: AudioDecoder.Read(Path.Combine(folder, "wavs", line[0] + ".flac"))))
            .ToArray();
        var joined = new AudioClip([.. clips.SelectMany(one => one.Clip.Samples)], clips[0].Clip.SampleRate);
        var (joints, at) = (new List<(double End, double Start)>(), 0.0);
        var lastEnd = 0.0;
        foreach (var (_, clip) in clips)
        {
            var (start, length) = Silence.Bounds(clip, 40, TimeSpan.Zero);
            joints.Add((lastEnd, at + start / 22050.0));
            lastEnd = at + (start + length) / 22050.0;
            at += clip.Duration.TotalSeconds;
        }
        joints.Add((lastEnd, at));
        double ErrorOf(TimeSpan time) =>
            joints
                .Select(joint => time.TotalSeconds < joint.End ? joint.End - time.TotalSeconds : time.TotalSeconds > joint.Start ? joint.Start - time.TotalSeconds : 0)
                .MinBy(Math.Abs);
        var text = string.Join(' ', clips.Select(one => one.Text));
        if (count == 41)
        {
            var sentences = clips.Select(one => one.Text).ToList();
            sentences[8] = sentences[8].Replace("wood blocks", "marble stairs");
            sentences.RemoveAt(20); // said, not in the text
            sentences.Insert(12, "This whole sentence was never read by anybody in the recording.");
            sentences[25] = sentences[3];
            text = string.Join(' ', sentences);
        }
        using var stored = StoredAcoustic.Load(Path.Combine(SharedFolder.Repository, "voices", $"{voice}.voice"), null).Model;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var cut = new RecordingCutter(
            stored,
            new Training.Data.PreparationOptions().Mel,
            new TextNormalizer(),
            new EnglishPhonemizer(NeuralGraphemeToPhoneme.English)
        ).Cut(joined, text, _ => { }, TestContext.Current.CancellationToken);
        output.WriteLine($"{voice} on {corpus}: {joined.Duration.TotalSeconds:F0} s, {cut.Pieces.Count} pieces, {cut.NotFound.Count} not found, {clock.Elapsed.TotalSeconds:F1} s");
        foreach (var piece in cut.Pieces)
        {
            var s = ErrorOf(piece.Start);
            var e = ErrorOf(piece.End);
            output.WriteLine($"{piece.Start.TotalSeconds,7:F2} {piece.End.TotalSeconds,7:F2} {s,6:F2} {e,6:F2} fit {piece.Fit:F2} {piece.Doubt}| {piece.Text}");
        }
    }
}
