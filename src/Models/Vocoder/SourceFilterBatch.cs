using System.Buffers;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Vocoder;

/// <summary>
/// Streams through a source-filter vocoder, block by block for several at once, with pulses and noise on the device.
/// </summary>
/// <remarks>
/// A block is as many mel frames in as frames out. Each part of the network works at its own delay; what it makes of
/// frames before a stream's
/// first or after its last is masked, as <see cref="SourceFilterStream"/>, the slow twin, never makes it.
/// </remarks>
internal sealed class SourceFilterBatch : IVocoderBatch
{
    private const int BlockFrames = StreamBlocks.Next;

    private readonly SourceFilterVocoder _vocoder;
    private readonly BatchSizes _sizes;
    private readonly DevicePulses _pulses;
    private readonly DeviceNoise _noise;
    private readonly StreamSlots _slots;
    private readonly int _hop,
        _margin;
    private readonly int _pulseDelay,
        _soundDelay; // mel frames that pulses and sound are behind the mel

    public SourceFilterBatch(SourceFilterVocoder vocoder, BatchSizes sizes)
    {
        (_vocoder, _sizes) = (vocoder, sizes);
        (_hop, _margin) = (vocoder.HopLength, vocoder.Frames.Margin);
        // A frame's pulses reach a margin beyond it, and there need the F0 of the frames on both sides.
        _pulseDelay = F0Head.Delay + 1 + (_margin + _hop - _hop / 2) / _hop;
        _soundDelay = _pulseDelay + (vocoder.Blocks.Count + 1) * (vocoder.Config.KernelSize / 2);
        _pulses = new(vocoder.SampleRate, _hop, _margin, _pulseDelay, BlockFrames, vocoder.Window.device);
        _noise = new(vocoder.Window.device);
        _slots = new(Measure(), vocoder.Window.device);
    }

    /// <inheritdoc/>
    public int Count => _slots.Count;

    /// <inheritdoc/>
    public IVocoderState NewState(ulong seed) => new Stream(_slots, seed);

    /// <inheritdoc/>
    public void Decode(IReadOnlyList<VocoderStep> steps)
    {
        using var inference = inference_mode();
        foreach (var step in steps)
            ((Stream)step.State).Add(step.Mel);
        for (var ready = Ready(steps); ready.Count > 0; ready = Ready(steps))
            DecodeBlock(ready);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _slots.Dispose();
        _pulses.Dispose();
        _noise.Dispose();
    }

    /// <summary>Streams that have a whole block, or end and have sound left.</summary>
    private List<VocoderStep> Ready(IReadOnlyList<VocoderStep> steps) =>
        [
            .. steps.Where(step =>
            {
                var stream = (Stream)step.State;
                return stream.Waiting.Count >= BlockFrames || step.Last && stream.Position < stream.FramesIn * _hop;
            }),
        ];

    private void DecodeBlock(List<VocoderStep> steps)
    {
        using var scope = NewDisposeScope();
        var rows = _sizes.For(steps.Count);
        var mels = new List<Tensor>();
        var places = new long[4 * rows]; // slot, first frame, frames in all, noise key
        var silence = zeros([1, BlockFrames, _vocoder.Config.Mel.Bands], device: _vocoder.Window.device);
        foreach (var (row, step) in steps.Index())
        {
            var stream = (Stream)step.State;
            mels.Add(stream.TakeBlock(silence));
            (places[row], places[rows + row]) = (stream.Slot, stream.Blocks * BlockFrames);
            places[2 * rows + row] = step.Last ? stream.FramesIn : int.MaxValue;
            places[3 * rows + row] = (long)CounterNoise.KeyOf(stream.Seed);
        }
        mels.AddRange(Enumerable.Repeat(silence, rows - steps.Count));
        var all = tensor(places, [4, rows, 1], device: _vocoder.Window.device);
        var mel = cat(mels); // [batch, time, band]
        var sound = _slots.Run(
            all.select(0, 0).squeeze(1),
            batch => Step(batch, mel, all.select(0, 1), all.select(0, 2), all.select(0, 3))
        ); // [batch, sample]
        var samples = HostCopy.Of(sound.narrow(0, 0, steps.Count).contiguous());
        foreach (var (row, step) in steps.Index())
            ((Stream)step.State).Emit(
                samples.Slice(row * BlockFrames * _hop, BlockFrames * _hop),
                FirstSample,
                _hop,
                step.Sound
            );
    }

    /// <summary>The first sample of a block's sound.</summary>
    /// <param name="block">The block's number in its stream.</param>
    private int FirstSample(int block) => (block * BlockFrames - _soundDelay) * _hop - _margin;

    /// <param name="batch">The streams' states.</param>
    /// <param name="mel">Log-mel, [batch, time, band]; zero after a stream's end.</param>
    /// <param name="first">Number of the block's first mel frame, [batch, 1].</param>
    /// <param name="frames">Frames of the whole stream where it ends, or more; [batch, 1].</param>
    /// <param name="noiseKeys">See <see cref="CounterNoise.KeyOf"/>, [batch, 1].</param>
    /// <returns>Sound <see cref="_soundDelay"/> frames and a margin behind, [batch, time × hop].</returns>
    private Tensor Step(SlotBatch batch, Tensor mel, Tensor first, Tensor frames, Tensor noiseKeys)
    {
        var device = mel.device;
        // frames from the slowest part on
        var number = arange(-_soundDelay, BlockFrames, device: device).unsqueeze(0) + first;
        var exists = (number.greater_equal(zeros_like(first)).logical_and(number.less(frames)))
            .to(ScalarType.Float32)
            .unsqueeze(2);
        Tensor Exists(int delay) => exists.narrow(1, _soundDelay - delay, BlockFrames); // [batch, time, 1]

        var scaled = SourceFilterVocoder.Scale(mel);
        var f0 = _vocoder.F0.Step(
            scaled,
            [.. F0Head.NewWindows().Select((window, i) => batch.Window(window, Exists(2 * i)))],
            last: false
        )!;
        var pitch = f0.narrow(2, 0, 1).clamp(F0Head.Scaled(F0Head.MinLogF0), F0Head.Scaled(F0Head.MaxLogF0));
        // [batch, delay + time, 2]
        var contour = batch.Push(_soundDelay - F0Head.Delay, cat([pitch, f0.narrow(2, 1, 1).sigmoid()], 2));

        var pulses = _pulses.Next(batch, contour.select(2, 0), -_soundDelay, first, frames); // [batch, time × hop]
        var framed = batch.Push(2 * _margin, pulses.unsqueeze(2)).squeeze(2);
        var spectra = _vocoder.Frames.Analyse(framed, _vocoder.Window); // [batch, time, bin]
        var pulseMel = _vocoder.PulseMel(spectra); // [batch, time, band]

        var mels = batch.Push(_soundDelay, mel);
        Tensor At(Tensor history, int delay) => history.narrow(1, _soundDelay - delay, BlockFrames);
        var x = SourceFilterVocoder.TrunkInput(
            At(mels, _pulseDelay),
            pulseMel,
            At(contour.select(2, 0), _pulseDelay) * F0Head.LogF0Scale + F0Head.LogF0Centre,
            At(contour.select(2, 1), _pulseDelay)
        );
        x = Trunk(batch, x, Exists);

        var behind = _soundDelay - _pulseDelay;
        var gains = _vocoder.Gains(x, At(mels, _soundDelay), batch.Push(behind, pulseMel).narrow(1, 0, BlockFrames));
        var excitation = batch.Push(behind, spectra.view_as_real().flatten(2)).narrow(1, 0, BlockFrames);
        var noise = _vocoder.Frames.Analyse(
            _noise.At(noiseKeys, (first - _soundDelay) * _hop - _margin, BlockFrames * _hop + 2 * _margin),
            _vocoder.Window
        );
        var share = At(contour.narrow(2, 1, 1), _soundDelay) * (_vocoder.Config.VoicedNoise - 1) + 1;
        var mixed = SourceFilterVocoder.Mix(
            gains with
            {
                Noise = gains.Noise * share,
            },
            excitation.reshape(mel.size(0), BlockFrames, -1, 2).view_as_complex(),
            noise
        );
        return Overlap(batch, _vocoder.Frames.SoundOfFrames(mixed, _vocoder.SynthesisWindow) * Exists(_soundDelay));
    }

    private Tensor Trunk(SlotBatch batch, Tensor x, Func<int, Tensor> exists)
    {
        var context = _vocoder.Config.KernelSize / 2;
        x = _vocoder.NormIn.call(
            _vocoder.Embed.Convolve(batch.Window(new(context, context), exists(_pulseDelay)).Push(x, last: false)!)
        );
        var delay = _pulseDelay + context;
        foreach (var block in _vocoder.Blocks)
        {
            x = block.Step(x, batch.Window(block.NewWindow(), exists(delay)), last: false)!;
            delay += context;
        }
        return x;
    }

    /// <summary>Adds overlapping frames.</summary>
    /// <param name="batch">Holds the sound that later frames add to.</param>
    /// <param name="frames">[batch, time, frame sample]</param>
    /// <returns>[batch, time × hop]</returns>
    private Tensor Overlap(SlotBatch batch, Tensor frames)
    {
        var overlap = _vocoder.Frames.Overlap;
        var sum = _vocoder.Frames.Add(frames); // [batch, time + overlap − 1, hop]
        var unfinished = batch.Take(frames, overlap - 1, _hop);
        sum.narrow(1, 0, overlap - 1).add_(unfinished);
        unfinished.copy_(sum.narrow(1, BlockFrames, overlap - 1));
        return sum.narrow(1, 0, BlockFrames).flatten(1);
    }

    /// <summary>Values in one stream's state, measured by a step over nothing.</summary>
    private long Measure()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var batch = new SlotBatch(null);
        var (device, none) = (_vocoder.Window.device, zeros([1, 1], ScalarType.Int64, _vocoder.Window.device));
        Step(batch, zeros([1, BlockFrames, _vocoder.Config.Mel.Bands], device: device), none, none, none);
        return batch.Used;
    }

    /// <summary>One stream.</summary>
    private sealed class Stream(StreamSlots slots, ulong seed) : IVocoderState
    {
        public int Slot { get; private set; } = slots.Acquire();

        public ulong Seed => seed;

        /// <summary>Frames that wait for a whole block, [1, time, band].</summary>
        public FrameBuffer Waiting { get; } = new();

        /// <summary>Mel frames so far.</summary>
        public int FramesIn { get; private set; }

        /// <summary>Blocks decoded.</summary>
        public int Blocks { get; private set; }

        /// <summary>Samples given out.</summary>
        public long Position { get; private set; }

        public void Add(Tensor? mel)
        {
            if (mel is null)
                return;
            using var scope = NewDisposeScope();
            FramesIn += (int)mel.size(1);
            Waiting.Add(mel.transpose(0, 1).unsqueeze(0));
        }

        /// <summary>The next block, with silence after the stream's end.</summary>
        public Tensor TakeBlock(Tensor silence)
        {
            var count = Math.Min(Waiting.Count, BlockFrames);
            return count == BlockFrames ? Waiting.Take(count)
                : count == 0 ? silence
                : cat([Waiting.Take(count), silence.narrow(1, 0, BlockFrames - count)], 1);
        }

        /// <summary>Gives out the part of a block's sound that is the stream's, and moves on.</summary>
        public void Emit(ReadOnlySpan<float> samples, Func<int, int> firstSample, int hop, IBufferWriter<float> sound)
        {
            var first = firstSample(Blocks++);
            var (from, to) = (Math.Max(0, first), Math.Min(FramesIn * hop, first + samples.Length));
            if (to <= from)
                return;
            sound.Write(samples[(from - first)..(to - first)]);
            Position = to;
        }

        public void Dispose()
        {
            Waiting.Dispose();
            if (Slot != StreamSlots.Padding)
                slots.Release(Slot);
            Slot = StreamSlots.Padding;
        }
    }
}
