using VoiceSmith.Models.Layers;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Acoustic;

/// <summary>A sentence to be encoded.</summary>
/// <param name="Phonemes">Ids of the voice's symbols.</param>
/// <param name="Controls">Controls of speech.</param>
public sealed record SentenceInput(IReadOnlyList<int> Phonemes, SpeechControls Controls);

/// <summary>
/// Sentences of one acoustic model, encoded and decoded several at a time, for devices on which a batch takes as long
/// as one.
/// </summary>
/// <remarks>
/// The model must be of the streaming form. Mel frames equal those of <see cref="MelDecoder"/> but for the order of
/// float sums. Safe from several threads, as long as a stream is in one batch at a time.
/// </remarks>
public sealed class BatchedDecoder : IDisposable
{
    // phonemes: a sentence is padded to a multiple, so its results do not depend on longer neighbours
    private const int Bucket = 64;

    private readonly AcousticModel _model;
    private readonly BatchSizes _sizes;
    private readonly StreamSlots _slots;
    private readonly int _blockFrames,
        _memorySteps,
        _noiseChannels; // in synthesis

    /// <param name="model">Of the streaming form, in evaluation mode; not owned.</param>
    /// <param name="sizes">Batches are padded to these.</param>
    public BatchedDecoder(AcousticModel model, BatchSizes sizes)
    {
        (_model, _sizes) = (model, sizes);
        var (decoder, framesPerStep) = (model.Config.Decoder, model.Config.FramesPerStep);
        if (!model.Config.Streams)
            throw new ArgumentException("Only a model of the streaming form decodes in batches.", nameof(model));
        var attended = decoder.BlockSteps * framesPerStep;
        _blockFrames = (StreamBlocks.Next + attended - 1) / attended * attended;
        _memorySteps = decoder.BlockSteps * decoder.EarlierBlocks;
        _noiseChannels = model.Config.SynthesisNoise > 0 ? model.Config.NoiseChannels : 0;
        _slots = new(Measure(), model.Device);
    }

    /// <summary>True for a model that decodes in batches.</summary>
    public static bool IsFor(AcousticModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Config.Streams;
    }

    /// <summary>Streams that have a slot.</summary>
    public int Count => _slots.Count;

    /// <summary>Encodes sentences. Synchronous; owns its dispose scope.</summary>
    /// <returns>In order; owned by the caller.</returns>
    public IReadOnlyList<BatchedSentence> Plan(IReadOnlyList<SentenceInput> sentences)
    {
        using var inference = inference_mode();
        var streams = new BatchedSentence[sentences.Count];
        foreach (var bucket in sentences.Index().GroupBy(one => (one.Item.Phonemes.Count + Bucket - 1) / Bucket))
            foreach (var group in bucket.Chunk(_sizes.Planning))
                foreach (var (place, stream) in Encode(group, bucket.Key * Bucket))
                    streams[place] = stream;
        return streams;
    }

    /// <summary>Decodes the next block of each stream. Synchronous; owns its dispose scope.</summary>
    /// <param name="streams">At most <see cref="BatchSizes.Max"/>, none twice, all before their end.</param>
    /// <returns>Log-mel [band, frame] of each, a view of the batch's, owned by the caller.</returns>
    public IReadOnlyList<Tensor> DecodeNext(IReadOnlyList<BatchedSentence> streams)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var block = new DecoderBlock(
            _sizes.For(streams.Count),
            _blockFrames,
            _memorySteps,
            _model.Config.FramesPerStep,
            _noiseChannels
        );
        foreach (var (row, stream) in streams.Index())
            block.Add(row, stream);
        var mel = Step(block, cat([.. streams.Select(stream => stream.Phonemes)])); // [batch, band, frame]
        return
        [
            .. streams.Select(
                (stream, row) =>
                {
                    var (from, to) = Given(stream);
                    stream.Position = Math.Min(stream.Position + _blockFrames, stream.Frames);
                    return mel.select(0, row).narrow(1, from, to - from).DetachFromDisposeScope();
                }
            ),
        ];
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    /// <param name="group">Sentences with their places, at most <see cref="BatchSizes.Planning"/>.</param>
    /// <param name="phonemes">Their padded length.</param>
    private IEnumerable<(int Place, BatchedSentence Stream)> Encode(
        (int Index, SentenceInput Item)[] group,
        int phonemes
    )
    {
        using var scope = NewDisposeScope();
        var (rows, device) = (_sizes.Planning, _model.Device);
        var (ids, padding) = (new long[rows * phonemes], new bool[rows * phonemes]);
        var (speakers, languages) = (new long[rows], new long[rows]);
        Array.Fill(padding, true);
        for (var row = 0; row < rows; row++)
        {
            var (_, (sentence, controls)) = group[Math.Min(row, group.Length - 1)]; // rows that pad repeat the last
            (speakers[row], languages[row]) = (controls.Speaker, controls.Language);
            for (var i = 0; i < sentence.Count; i++)
                (ids[row * phonemes + i], padding[row * phonemes + i]) = (sentence[i], false);
        }
        var predicted = _model.Predict(
            tensor(ids, [rows, phonemes], device: device),
            _model.Embedding(tensor(speakers, device: device), tensor(languages, device: device)),
            tensor(padding, [rows, phonemes], device: device),
            [.. Enumerable.Range(0, rows).Select(row => group[Math.Min(row, group.Length - 1)].Item.Controls)]
        );
        var frames = AcousticModel.FramesOf(predicted.LogDurations.contiguous()).data<float>().ToArray();
        return
        [
            .. group.Select(
                (one, row) =>
                {
                    var count = one.Item.Phonemes.Count;
                    var durations = _model.FrameCounts(
                        frames[(row * phonemes)..(row * phonemes + count)],
                        one.Item.Controls
                    );
                    var features = predicted.Features.select(0, row).narrow(0, 0, count).DetachFromDisposeScope();
                    var noise =
                        _noiseChannels == 0
                            ? null
                            : DecoderNoise.Of(_model.Config, one.Item.Controls.Seed, durations.Sum());
                    return (one.Index, new BatchedSentence(_slots, durations, features, one.Item.Controls, noise));
                }
            ),
        ];
    }

    /// <param name="block">Positions of the streams.</param>
    /// <param name="phonemes">Phoneme features of all streams, [phoneme, channel].</param>
    /// <returns>[batch, band, frame]</returns>
    private Tensor Step(DecoderBlock block, Tensor phonemes)
    {
        var device = _model.Device;
        var (rows, channels) = (block.Rows, phonemes.size(1));
        var places = tensor(block.Places, [rows, _blockFrames, DecoderBlock.PlaceValues], device: device);
        var features = phonemes
            .index_select(0, tensor(block.PhonemeOfFrame, device: device))
            .view(rows, _blockFrames, channels);
        features = _model.PlacedFeatures(features, places.narrow(2, 0, 3));
        if (block.Noise is { } noise)
            features = _model.WithSynthesisNoise(
                features,
                tensor(noise, [rows, _blockFrames, _noiseChannels], device: device)
            );
        features = features * places.narrow(2, 3, 1); // zero after a sentence's end
        var streams = tensor(block.Streams, [DecoderBlock.StreamValues, rows], device: device);
        var embedding = _model.Embedding(streams.select(0, 1), streams.select(0, 2));
        var (first, frames) = (streams.select(0, 3).unsqueeze(1), streams.select(0, 4).unsqueeze(1));
        var keyPadding = block.KeyPadding is { } scores
            ? tensor(scores, [rows, 1, 1, scores.Length / rows], device: device)
            : null;
        return _slots.Run(
            streams.select(0, 0),
            batch => Sharpen(Step(features, embedding, batch, keyPadding), batch, first, frames)
        );
    }

    private Tensor Step(Tensor features, Tensor embedding, SlotBatch batch, Tensor? keyPadding)
    {
        var state = _model.DecoderStateOf(batch, keyPadding);
        var mel = _model.DecodeNext(features, embedding, state);
        foreach (var block in state)
            block.Dispose();
        return mel;
    }

    /// <summary>Sharpens over time: <see cref="TemporalSharpening"/> is the slow twin.</summary>
    /// <param name="mel">[batch, band, frame]</param>
    /// <param name="batch">Holds the frames before.</param>
    /// <param name="first">Number of the block's first frame, [batch, 1].</param>
    /// <param name="frames">Frames of the whole sentence, [batch, 1].</param>
    /// <returns>
    /// [batch, band, frame]; with sharpening two frames more, from two frames before the block's first on.
    /// </returns>
    private Tensor Sharpen(Tensor mel, SlotBatch batch, Tensor first, Tensor frames)
    {
        const int reach = MelSharpening.LookAhead;
        if (_model.Sharpening.Temporal == 0)
            return mel;
        var known = batch.Push(2 * reach, mel.transpose(1, 2)); // [batch, frame, band]
        var numbers = arange(-2 * reach, _blockFrames + reach, device: mel.device).unsqueeze(0) + first;
        // the outermost frame stands for missing ones
        var places = numbers.minimum(frames - 1).clamp_min(0) - first + 2 * reach;
        var padded = known.gather(1, places.clamp(0, known.size(1) - 1).unsqueeze(2).expand(-1, -1, known.size(2)));
        var count = _blockFrames + reach;
        var mean = padded.narrow(1, 0, count);
        for (var shift = 1; shift <= 2 * reach; shift++)
            mean = mean + padded.narrow(1, shift, count);
        var own = padded.narrow(1, reach, count);
        return (own + (own - mean / (2 * reach + 1)) * _model.Sharpening.Temporal).transpose(1, 2);
    }

    /// <summary>
    /// The part of a block's frames that is given out: sharpening over time holds back its look-ahead until the end.
    /// </summary>
    private (int From, int To) Given(BatchedSentence sentence)
    {
        var (left, held) = (
            sentence.Frames - sentence.Position,
            _model.Sharpening.Temporal == 0 ? 0 : MelSharpening.LookAhead
        );
        return (sentence.Position == 0 ? held : 0, left <= _blockFrames ? held + left : _blockFrames);
    }

    /// <summary>Values in one stream's state, measured by a step over nothing.</summary>
    private long Measure()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var batch = new SlotBatch(null);
        var rows = zeros([1], ScalarType.Int64, _model.Device);
        var features = zeros([1, _blockFrames, _model.Config.Encoder.Channels], device: _model.Device);
        Sharpen(Step(features, _model.Embedding(rows), batch, null), batch, rows.unsqueeze(1), rows.unsqueeze(1));
        return batch.Used;
    }
}

/// <summary>An encoded sentence that is decoded in batches.</summary>
public sealed class BatchedSentence : IDisposable
{
    private readonly StreamSlots _slots;
    private int _slot;

    internal BatchedSentence(
        StreamSlots slots,
        int[] durations,
        Tensor phonemes,
        SpeechControls controls,
        float[]? noise
    )
    {
        (_slots, Durations, Phonemes, Noise) = (slots, durations, phonemes, noise);
        (Speaker, Language) = (controls.Speaker, controls.Language);
        Frames = durations.Sum();
        PhonemeOfFrame = new int[Frames];
        Starts = new int[durations.Length];
        for (var (phoneme, frame) = (0, 0); phoneme < durations.Length; frame += durations[phoneme++])
        {
            Starts[phoneme] = frame;
            PhonemeOfFrame.AsSpan(frame, durations[phoneme]).Fill(phoneme);
        }
    }

    /// <summary>Mel frames of every phoneme.</summary>
    public IReadOnlyList<int> Durations { get; }

    /// <summary>Mel frames in all.</summary>
    public int Frames { get; }

    /// <summary>Frames decoded.</summary>
    public int Position { get; internal set; }

    /// <summary>[phoneme, channel]</summary>
    internal Tensor Phonemes { get; }

    internal int Speaker { get; }

    internal int Language { get; }

    internal int[] PhonemeOfFrame { get; }

    /// <summary>Noise of the decoder's input, [frame, noise channel]; null for none.</summary>
    internal float[]? Noise { get; }

    /// <summary>First frame of every phoneme.</summary>
    internal int[] Starts { get; }

    /// <summary>Its slot, taken when it is first decoded.</summary>
    internal int Slot => _slot == StreamSlots.Padding ? _slot = _slots.Acquire() : _slot;

    /// <inheritdoc/>
    public void Dispose()
    {
        Phonemes.Dispose();
        if (_slot != StreamSlots.Padding)
            _slots.Release(_slot);
        _slot = StreamSlots.Padding;
    }
}
