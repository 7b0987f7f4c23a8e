using System.Globalization;

namespace VoiceSmith.Streaming.Captions;

/// <summary>File formats of captions.</summary>
public enum CaptionFormat
{
    /// <summary>SubRip.</summary>
    Srt,

    /// <summary>WebVTT.</summary>
    Vtt,
}

/// <summary>Writes captions in a file format.</summary>
public static class CaptionFormats
{
    /// <summary>The beginning of a file.</summary>
    public static string Header(this CaptionFormat format) => format == CaptionFormat.Vtt ? "WEBVTT\n\n" : "";

    /// <summary>One caption, with the empty line after it.</summary>
    /// <param name="format">The format.</param>
    /// <param name="caption">The caption.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="sampleRate">Samples per second.</param>
    public static string Write(this CaptionFormat format, Caption caption, int number, int sampleRate)
    {
        var (start, end) = (TimeOf(caption.FirstSample), TimeOf(caption.FirstSample + caption.Samples));
        return format == CaptionFormat.Vtt
            ? $"{start} --> {end}\n{caption.Text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)}\n\n"
            : $"{number}\n{start.Replace('.', ',')} --> {end.Replace('.', ',')}\n{caption.Text.Replace("-->", "->", StringComparison.Ordinal)}\n\n";

        string TimeOf(long sample)
        {
            var time = TimeSpan.FromMilliseconds(Math.Round(sample * 1000.0 / sampleRate));
            return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time:mm\\:ss\\.fff}");
        }
    }
}
