using System.Diagnostics;
using System.IO.Compression;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Text.Tests.Phonemes;

public sealed class PronouncingLexiconTests
{
    [Theory]
    [InlineData("zyuganov's", "Z Y UW1 G AA0 N AA0 V Z")]
    [InlineData("'bout", "B AW1 T")]
    [InlineData("hello", "HH AH0 L OW1")]
    public void First_KnownWord_UsualPronunciation(string word, string phones) =>
        Assert.Equal(phones, string.Join(' ', PronouncingLexicon.English.First(word)!));

    [Theory]
    [InlineData("")]
    [InlineData("zzzzzz")]
    [InlineData("hellp")]
    [InlineData("!")]
    [InlineData("höllo")]
    public void Lookup_UnknownWord_Nothing(string word) => Assert.Empty(PronouncingLexicon.English.Lookup(word));

    [Theory]
    [InlineData("zyuganovian", 7, "Z Y UW1 G AA0 N AA0 V")]
    [InlineData("hellp", 4, "HH EH1 L")]
    public void Neighbours_UnknownWord_ThoseThatBeginAlike(string word, int shared, string sounds)
    {
        var neighbours = PronouncingLexicon.English.Neighbours(word)!;
        Assert.Equal(shared, neighbours.SharedLetters);
        Assert.Contains(
            neighbours.Pronunciations,
            phones => string.Join(' ', phones).StartsWith(sounds, StringComparison.Ordinal)
        );
        Assert.InRange(neighbours.Pronunciations.Count, 1, 60);
    }

    [Theory]
    [InlineData("")]
    [InlineData("qz")]
    [InlineData("qqqq")]
    [InlineData("éé")]
    public void Neighbours_NothingBeginsAlike_Null(string word) =>
        Assert.Null(PronouncingLexicon.English.Neighbours(word));

    [Fact]
    public void Lookup_LongerThanAnyWord_Nothing() =>
        Assert.Empty(PronouncingLexicon.English.Lookup(new string('a', 100_000)));

    [Fact]
    public void Lookup_EveryEntry_IsFound() =>
        Assert.All(
            PronouncingLexicon.English.Entries(),
            entry => Assert.Equal(entry.Pronunciations, PronouncingLexicon.English.Lookup(entry.Word))
        );

    [Fact]
    public void English_IsTheProjectCopyOfCmudict()
    {
        using var reader = new StreamReader(
            new GZipStream(File.OpenRead(SharedData.File("text/cmudict/cmudict.tsv.gz")), CompressionMode.Decompress)
        );
        var expected = PronouncingLexiconWriter
            .ReadTable(reader)
            .OrderBy(entry => entry.Word, StringComparer.Ordinal)
            .Select(entry => $"{entry.Word}\t{string.Join(' ', entry.Phones)}");
        var actual = PronouncingLexicon
            .English.Entries()
            .SelectMany(entry => entry.Pronunciations.Select(phones => $"{entry.Word}\t{string.Join(' ', phones)}"));
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Load_CostsLittle()
    {
        Assert.True(PronouncingLexicon.English.WordCount > 120_000);
        using var stream = typeof(PronouncingLexicon).Assembly.GetManifestResourceStream("cmudict.bin")!;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var lexicon = PronouncingLexicon.Load(stream);
        var elapsed = watch.Elapsed;
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.SendDiagnosticMessage($"Lexicon: {elapsed.TotalMilliseconds:F1} ms, {bytes / 1e6:F1} MB");
        GC.KeepAlive(lexicon);
        Assert.True(bytes < 40_000_000);
        Assert.True(elapsed < TimeSpan.FromSeconds(1)); // 150 ms on a free core; a busy machine gets some room
    }
}
