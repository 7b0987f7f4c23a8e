namespace VoiceSmith.Models.Layers;

/// <summary>How every stream of frames is cut for the networks: by frame number alone, so that chunking cannot change a bit.</summary>
/// <remarks>
/// The first block is as small as the vocoder's look-ahead allows, so that sound begins soon; later ones are larger, which costs
/// less: the weights are read once a block.
/// </remarks>
internal static class StreamBlocks
{
    /// <summary>Frames of a stream's first block: the look-ahead of the source-filter vocoder, and 0.19 s of sound at 22 kHz.</summary>
    public const int First = 48;

    /// <summary>Frames of every other block.</summary>
    public const int Next = 64;

    /// <summary>Frames of the block that begins at a frame.</summary>
    public static int FramesFrom(long frame) => frame == 0 ? First : Next;
}
