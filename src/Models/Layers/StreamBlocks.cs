namespace VoiceSmith.Models.Layers;

/// <summary>
/// Blocks of mel frames in streams: cut by frame number alone, so that chunking cannot change the result.
/// </summary>
/// <remarks>
/// The first block is as small as the vocoder's look-ahead allows, for low latency. Later blocks are larger, which
/// costs less because weights are read once per block.
/// </remarks>
internal static class StreamBlocks
{
    /// <summary>
    /// Frames of the first block: the source-filter vocoder's look-ahead, and 0.19 s of sound at 22 kHz.
    /// </summary>
    public const int First = 48;

    /// <summary>Frames of every other block.</summary>
    public const int Next = 64;

    /// <summary>Frames of the block that starts at a frame.</summary>
    public static int FramesFrom(long frame) => frame == 0 ? First : Next;
}
