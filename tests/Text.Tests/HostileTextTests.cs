using System.Diagnostics;
using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Text.Tests;

/// <summary>
/// A megabyte of what nobody should send: from text to sounds in linear time, with bounded memory, without an
/// exception.
/// </summary>
public sealed class HostileTextTests(ITestOutputHelper output)
{
    private const int Length = 1 << 20;
    private const int MaxSeconds = 60; // of the process: tests that run meanwhile count too

    private static readonly TextNormalizer Normalizer = new();
    private static readonly EnglishPhonemizer Phonemizer = new();

    [Theory]
    [InlineData("7")]
    [InlineData("1,")]
    [InlineData("1 ")]
    [InlineData("(")]
    [InlineData("[[")]
    [InlineData("]]")]
    [InlineData("a\u0301\u0302")]
    [InlineData("\u0301")]
    [InlineData("👩\u200D👧")]
    [InlineData("\uD83D")]
    [InlineData("\uDE00 ")]
    [InlineData("<speak>")]
    [InlineData("<s><p>")]
    [InlineData("</s>")]
    [InlineData("<sub alias=\"")]
    [InlineData("&lt;")]
    [InlineData("\u0000")]
    [InlineData("read ")]
    [InlineData("x")]
    public void FrontEnd_Megabyte_IsReadInTime(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, Length / unit.Length));
        var (start, allocated) = (Cpu(), GC.GetAllocatedBytesForCurrentThread());
        var phonemes = 0L;
        foreach (var source in (string[])[text, "<speak>" + text])
        {
            var marked = SpeechMarkup.Parse(source);
            foreach (var sentence in SentenceSplitter.Split(marked.Text))
                phonemes += Phonemizer
                    .Phonemize(Normalizer.Normalize(sentence.Text, marked.Within(sentence.Span)))
                    .Count;
        }
        var (seconds, bytes) = ((Cpu() - start).TotalSeconds, GC.GetAllocatedBytesForCurrentThread() - allocated);
        output.WriteLine($"{phonemes:N0} phonemes, {seconds:F2} s of processor time, {bytes >> 20} MB allocated");
        Assert.True(seconds < MaxSeconds, $"{seconds:F1} s");
        Assert.True(bytes < 4L << 30, $"{bytes >> 20} MB");
    }

    /// <summary>
    /// In one piece, as the command line reads a line: twice the text takes about twice the work, counted in bytes
    /// allocated.
    /// </summary>
    [Theory]
    [InlineData("7")]
    [InlineData("1,")]
    [InlineData("1 ")]
    [InlineData("1:")]
    [InlineData("a.")]
    [InlineData("(")]
    [InlineData("[[a ")]
    [InlineData("\uD800")]
    [InlineData("http://a/")]
    public void Normalize_TwiceTheText_TakesTwiceTheWork(string unit)
    {
        var (half, whole) = (Allocated(unit, 1 << 15), Allocated(unit, 1 << 16));
        Assert.InRange((double)whole / half, 0, 3);
    }

    private static long Allocated(string unit, int length)
    {
        var text = string.Concat(Enumerable.Repeat(unit, length / unit.Length));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Phonemizer.Phonemize(Normalizer.Normalize(text));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static TimeSpan Cpu() => Process.GetCurrentProcess().TotalProcessorTime;
}
