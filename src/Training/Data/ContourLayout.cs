namespace VoiceSmith.Training.Data;

/// <summary>Order of the values of a frame in contours, [frame, value].</summary>
public static class ContourLayout
{
    /// <summary>Values per frame.</summary>
    public const int Values = 3;

    /// <summary>ln F0, interpolated over unvoiced frames.</summary>
    public const int LogF0 = 0;

    /// <summary>Voicing, 0 or 1.</summary>
    public const int Voicing = 1;

    /// <summary>ln energy.</summary>
    public const int Energy = 2;
}
