using System.Globalization;
using VoiceSmith.Audio;
using VoiceSmith.Models;
using VoiceSmith.Models.G2P;
using VoiceSmith.Testing;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Segmentation;

namespace VoiceSmith.Training.Tests.Segmentation;

/// <summary>Long recordings whose borders are known, because they are made of short ones.</summary>
public sealed class RecordingCutterTests(ITestOutputHelper output)
{
    private const double Fine = 0.2; // seconds

    private static readonly TextNormalizer Normalizer = new();
    private static readonly EnglishPhonemizer Phonemizer = new(NeuralGraphemeToPhoneme.English);

    private static string Kathleen => Path.Combine(SharedFolder.Repository, "voices", "kathleen.voice");

    [Fact]
    public void Cut_WhatTheVoiceSaid_FindsEverySentence()
    {
        var joined = Spoken();
        var cut = Cut(Kathleen, joined, string.Join(' ', SpokenChapter.Sentences));
        Assert.Equal(SpokenChapter.Sentences, cut.Pieces.Select(piece => piece.Text));
        Assert.All(cut.Pieces, piece => Assert.Null(piece.Doubt));
        Assert.All(joined.Errors(cut.Pieces), error => Assert.InRange(error, 0, Fine));
    }

    [Fact]
    public void Cut_TextThatDiffers_IsNotFoundOrDoubted()
    {
        string[] text = [.. SpokenChapter.Sentences];
        text[2] = "This was never read by anybody at all.";
        var cut = Cut(Kathleen, Spoken(), string.Join('\n', text));
        Assert.Equal([text[2]], cut.NotFound);
        Assert.Equal(
            [text[1], text[3]],
            cut.Pieces.Where(piece => piece.Doubt is not null).Select(piece => piece.Text)
        );
        Assert.All(
            cut.Pieces.Where(one => one.Doubt is not null),
            one => Assert.Contains("not in the text", one.Doubt, StringComparison.Ordinal)
        );
    }

    /// <summary>Figures of docs/data.md; the second pair is of a speaker whom the aligner has never heard.</summary>
    [Theory(Explicit = true)]
    [InlineData("lj", "kathleen", 60)]
    [InlineData("kathleen", "ljspeech", 60)]
    public void Measure(string voice, string corpus, int count) => Judge(voice, corpus, count);

    [Theory]
    [InlineData("lj", "kathleen", 12)]
    [InlineData("kathleen", "ljspeech", 8)]
    public void Cut_ClipsOfACorpus_FindsTheirBorders(string voice, string corpus, int count)
    {
        var (known, wrong) = Judge(voice, corpus, count);
        Assert.True(known >= count / 2, $"{known} borders are known");
        Assert.Equal(0, wrong);
    }

    /// <summary>Cuts clips of a corpus that were joined.</summary>
    /// <returns>Borders that can be judged, and pieces that are wrong without being doubted.</returns>
    private (int Known, int Wrong) Judge(string voice, string corpus, int count)
    {
        var folder = SharedFolder.Require("corpus", corpus);
        var lines = File.ReadLines(Path.Combine(folder, "metadata.csv"))
            .Take(count)
            .Select(line => line.Split('|'))
            .ToArray();
        var joined = Joined.Of([
            .. lines.Select(line => (line[2], AudioDecoder.Read(Path.Combine(folder, "wavs", line[0] + ".flac")))),
        ]);
        var cut = Cut(
            Path.Combine(SharedFolder.Repository, "voices", $"{voice}.voice"),
            joined,
            string.Join(' ', lines.Select(line => line[2]))
        );
        var errors = joined.Errors(cut.Pieces).Order().ToArray();
        var wrong = cut.Pieces.Where(piece => joined.Errors([piece]).Any(error => error > Fine)).ToArray();
        var doubted = cut.Pieces.Count(piece => piece.Doubt is not null);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                {voice} on {corpus}: {joined.Clip.Duration.TotalMinutes:F1} min, {cut.Pieces.Count} pieces, {cut.NotFound.Count} not found,
                {errors.Length} borders known: median {errors[errors.Length / 2]:F3} s, 95th percentile {errors[(int)(errors.Length * 0.95)]:F2} s, worst {errors[^1]:F2} s;
                {doubted} doubted, {wrong.Length} with a border off by more than {Fine} s, {wrong.Count(one => one.Doubt is null)} of those not doubted
                """
            )
        );
        return (errors.Length, wrong.Count(piece => piece.Doubt is null));
    }

    private static CutRecording Cut(string voice, Joined joined, string text)
    {
        using var model = StoredAcoustic.Load(voice, null).Model;
        return new RecordingCutter(model, new PreparationOptions().Mel, Normalizer, Phonemizer).Cut(
            joined.Clip,
            text,
            _ => { },
            TestContext.Current.CancellationToken
        );
    }

    private static Joined Spoken()
    {
        using var voice = Voice.Load(Kathleen);
        return Joined.Of([.. SpokenChapter.Sentences.Zip(SpokenChapter.Say(voice))]);
    }

    /// <summary>Clips in a row.</summary>
    /// <param name="Clip">Their sound.</param>
    /// <param name="Places">For each: its text, and where its speech begins and ends, in seconds.</param>
    private sealed record Joined(AudioClip Clip, IReadOnlyList<(string Text, double Start, double End)> Places)
    {
        private const double SilentDb = 30; // breath is no speech

        public static Joined Of(IReadOnlyList<(string Text, AudioClip Clip)> clips)
        {
            var places = new List<(string, double, double)>();
            var at = 0.0;
            foreach (var (text, clip) in clips)
            {
                var (start, length) = Silence.Bounds(clip, SilentDb, TimeSpan.Zero);
                places.Add((text, at + Seconds(start, clip), at + Seconds(start + length, clip)));
                at += clip.Duration.TotalSeconds;
            }
            return new(new([.. clips.SelectMany(one => one.Clip.Samples)], clips[0].Clip.SampleRate), places);
        }

        /// <summary>Seconds by which borders lie within speech, where a piece begins or ends as a clip does.</summary>
        public IEnumerable<double> Errors(IReadOnlyList<RecordingPiece> pieces)
        {
            foreach (var piece in pieces)
            {
                var (start, end) = (piece.Start.TotalSeconds, piece.End.TotalSeconds);
                var begun = Places.Index().Where(one => piece.Text.StartsWith(Head(one.Item.Text), Ordinal)).ToArray();
                if (begun.Length > 0)
                    yield return begun.Min(one =>
                        Outside(start, one.Index == 0 ? 0 : Places[one.Index - 1].End, one.Item.Start)
                    );
                var ended = Places.Index().Where(one => piece.Text.EndsWith(Tail(one.Item.Text), Ordinal)).ToArray();
                if (ended.Length > 0)
                    yield return ended.Min(one =>
                        Outside(
                            end,
                            one.Item.End,
                            one.Index + 1 < Places.Count ? Places[one.Index + 1].Start : Clip.Duration.TotalSeconds
                        )
                    );
            }
        }

        private const StringComparison Ordinal = StringComparison.Ordinal;

        private static string Head(string text) => text[..Math.Min(20, text.Length)];

        private static string Tail(string text) => text[^Math.Min(20, text.Length)..];

        private static double Outside(double time, double from, double to) =>
            Math.Max(0, Math.Max(from - time, time - to));

        private static double Seconds(int samples, AudioClip clip) => (double)samples / clip.SampleRate;
    }
}
