namespace VoiceSmith.Audio;

/// <summary>F0 frame by frame, 0 where the voice is silent or unvoiced.</summary>
public static class F0Contour
{
    /// <summary>
    /// Draws straight lines over unvoiced frames; before the first and after the last voiced frame its value is held.
    /// </summary>
    /// <param name="f0Hz">Hz, 0 where unvoiced.</param>
    /// <returns>As many frames, without zeros; all zeros if no frame is voiced.</returns>
    public static double[] FillUnvoiced(ReadOnlySpan<double> f0Hz)
    {
        var filled = f0Hz.ToArray();
        var last = -1;
        for (var frame = 0; frame < filled.Length; frame++)
        {
            if (f0Hz[frame] <= 0)
                continue;
            for (var gap = last + 1; gap < frame; gap++)
                filled[gap] =
                    last < 0 ? f0Hz[frame] : f0Hz[last] + (f0Hz[frame] - f0Hz[last]) * (gap - last) / (frame - last);
            last = frame;
        }
        if (last >= 0)
            filled.AsSpan(last).Fill(f0Hz[last]);
        return filled;
    }
}
