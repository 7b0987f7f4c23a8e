namespace VoiceSmith.Models.Acoustic;

/// <summary>The decoder's input for one block of several streams, laid out on the host.</summary>
/// <param name="rows">The padded batch size.</param>
/// <param name="frames">Frames of a block.</param>
/// <param name="memorySteps">Steps that attention remembers.</param>
/// <param name="framesPerStep">Frames of a step.</param>
/// <param name="noiseChannels">Channels of the input's noise; 0 for none.</param>
internal sealed class DecoderBlock(int rows, int frames, int memorySteps, int framesPerStep, int noiseChannels)
{
    /// <summary>Values of <see cref="Places"/> for a frame.</summary>
    public const int PlaceValues = 4;

    /// <summary>Values of <see cref="Streams"/> for a row.</summary>
    public const int StreamValues = 5;

    private const float Never = -1e9f;

    private int _phonemes; // of the streams so far

    /// <summary>The padded batch size.</summary>
    public int Rows => rows;

    /// <summary>Row of the streams' joined phoneme features, for every frame, [batch × frame].</summary>
    public long[] PhonemeOfFrame { get; } = new long[rows * frames];

    /// <summary>
    /// A frame's share of its phoneme before and after it, ln of the phoneme's frames, and 1 or, after a sentence's
    /// end, 0.
    /// </summary>
    public float[] Places { get; } = new float[rows * frames * PlaceValues];

    /// <summary>Noise of the decoder's input, [batch × frame, noise channel]; null for none.</summary>
    public float[]? Noise { get; } = noiseChannels == 0 ? null : new float[rows * frames * noiseChannels];

    /// <summary>
    /// Slot, speaker, language, first frame of the block and frames in all, for every row, [5, batch].
    /// </summary>
    public long[] Streams { get; } = new long[StreamValues * rows];

    /// <summary>
    /// Added to attention scores, [batch, key]: large and negative where a stream has no step; null if all do.
    /// </summary>
    public float[]? KeyPadding { get; private set; }

    /// <summary>Puts a stream's next block into a row.</summary>
    public void Add(int row, BatchedSentence stream)
    {
        ReadOnlySpan<long> values = [stream.Slot, stream.Speaker, stream.Language, stream.Position, stream.Frames];
        for (var i = 0; i < StreamValues; i++)
            Streams[i * rows + row] = values[i];
        var count = Math.Min(frames, stream.Frames - stream.Position);
        for (var i = 0; i < count; i++)
        {
            var frame = stream.Position + i;
            var phoneme = stream.PhonemeOfFrame[frame];
            var length = (float)stream.Durations[phoneme];
            var share = (frame - stream.Starts[phoneme] + 0.5f) / length;
            PhonemeOfFrame[row * frames + i] = _phonemes + phoneme;
            ReadOnlySpan<float> place = [share, 1 - share, MathF.Log(length), 1];
            place.CopyTo(Places.AsSpan((row * frames + i) * PlaceValues));
        }
        if (stream.Noise is { } noise)
            noise
                .AsSpan(stream.Position * noiseChannels, count * noiseChannels)
                .CopyTo(Noise.AsSpan(row * frames * noiseChannels));
        _phonemes += stream.Durations.Count;
        Pad(
            row,
            stream.Position / framesPerStep,
            (stream.Frames - stream.Position + framesPerStep - 1) / framesPerStep
        );
    }

    /// <param name="row">The stream's row.</param>
    /// <param name="past">Its steps before the block.</param>
    /// <param name="left">Its steps from the block on.</param>
    private void Pad(int row, int past, int left)
    {
        var steps = frames / framesPerStep;
        if (past >= memorySteps && left >= steps)
            return;
        var keys = memorySteps + steps;
        KeyPadding ??= new float[rows * keys];
        KeyPadding.AsSpan(row * keys, Math.Max(0, memorySteps - past)).Fill(Never);
        KeyPadding.AsSpan(row * keys + memorySteps + Math.Min(steps, left), steps - Math.Min(steps, left)).Fill(Never);
    }
}
