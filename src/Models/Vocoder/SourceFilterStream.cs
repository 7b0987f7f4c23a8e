using System.Buffers;
using System.Runtime.InteropServices;
using TorchSharp;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace VoiceSmith.Models.Vocoder;

/// <summary>
/// One stream through a source-filter vocoder. Four things run at their own distance behind the mel: the F0 head, the
/// pulses (F0 of the next two frames), the trunk's convolutions and the overlap-add.
/// </summary>
internal sealed class SourceFilterStream : IVocoderState
{
    private readonly SourceFilterVocoder _vocoder;
    private readonly ulong _seed;
    private readonly FrameBuffer _waiting = new(); // [1, time, band], less than a block
    private readonly int _hop,
        _margin;
    private readonly StreamingWindow[] _f0Windows = F0Head.NewWindows();
    private readonly StreamingWindow _embedWindow;
    private readonly StreamingWindow[] _blockWindows;
    private readonly FrameBuffer _melForTrunk = new(),
        _melForGains = new(); // [1, time, band]
    private readonly FrameBuffer _pulseMel = new(),
        _pulseSpectra = new(); // [1, time, band or bin]
    private readonly List<float> _logF0 = [],
        _voicing = []; // of the whole utterance: a few bytes a frame
    private float[] _pulses = []; // rented; samples from _pulseStart on
    private readonly PulseTrain _train;
    private readonly float[] _unfinished; // sound that the next frames add to
    private int _pulseStart,
        _framesIn,
        _framesAnalysed,
        _framesMade;
    private int _position; // of the next sample; sound begins at 0
    private long _skipped; // frames at whose end the trunk may begin

    public SourceFilterStream(SourceFilterVocoder vocoder, ulong seed)
    {
        (_vocoder, _seed) = (vocoder, seed);
        (_hop, _margin) = (vocoder.HopLength, vocoder.Frames.Margin);
        var context = vocoder.Config.KernelSize / 2;
        _embedWindow = new(context, context);
        _unfinished = new float[(vocoder.Frames.Overlap - 1) * _hop];
        _blockWindows = [.. vocoder.Blocks.Select(block => block.NewWindow())];
        _train = new PulseTrain(vocoder.SampleRate, _hop, -_margin);
        _pulseStart = _position = -_margin;
    }

    /// <inheritdoc/>
    public void SkipTo(long sample) =>
        // frames that overlap the sample, and those that the trunk's convolutions see before them
        _skipped =
            sample / _hop - _vocoder.Frames.Overlap - (_blockWindows.Length + 1L) * (_vocoder.Config.KernelSize / 2);

    /// <param name="mel">[band, frame], or null.</param>
    /// <param name="last">True if the stream ends.</param>
    /// <param name="sound">Receives the samples.</param>
    public void Decode(Tensor? mel, bool last, IBufferWriter<float> sound)
    {
        if (mel is not null)
            _waiting.Add(mel.transpose(0, 1).unsqueeze(0));
        while (_waiting.Count >= StreamBlocks.FramesFrom(_framesIn))
            DecodeBlock(_waiting.Take(StreamBlocks.FramesFrom(_framesIn)), false, sound);
        if (last && _waiting.Count + _framesIn > 0)
            // what is left, and the flush, in one
            DecodeBlock(_waiting.Count > 0 ? _waiting.Take(_waiting.Count) : null, true, sound);
    }

    /// <summary>
    /// One step of the stream. Steps are cut by frame number alone, so their results are too, to the last bit.
    /// </summary>
    /// <param name="mel">[1, time, band], or null to flush.</param>
    /// <param name="last">True to flush.</param>
    /// <param name="sound">Receives the samples.</param>
    private void DecodeBlock(Tensor? mel, bool last, IBufferWriter<float> sound)
    {
        using var scope = NewDisposeScope();
        if (mel is not null)
        {
            _framesIn += (int)mel.size(1);
            _melForTrunk.Add(mel);
            _melForGains.Add(mel);
        }
        PredictF0(mel, last);
        var input = AnalysePulses(last);
        var skips = !last && _framesAnalysed <= _skipped;
        var x = Trunk(input, skips, last);
        if (x is not null && skips)
            Emit(Pass((int)x.size(1)), last, sound);
        else if (x is not null || last)
            Emit(x is null ? [] : SoundOf(Spectra(x)), last, sound);
    }

    private void PredictF0(Tensor? input, bool last)
    {
        if (
            _vocoder.F0.Step(input is null ? null : SourceFilterVocoder.Scale(input), _f0Windows, last) is not { } pitch
        )
            return;
        var values = TensorValues.Of(pitch.InMemory()); // [1, time, 2]
        for (var i = 0; i < values.Length; i += 2)
        {
            _logF0.Add(
                Math.Clamp(
                    values[i] * (float)F0Head.LogF0Scale + (float)F0Head.LogF0Centre,
                    F0Head.MinLogF0,
                    F0Head.MaxLogF0
                )
            );
            _voicing.Add(1 / (1 + MathF.Exp(-values[i + 1])));
        }
    }

    /// <summary>Spectra of the pulses of all frames whose F0 is known.</summary>
    /// <returns>Input of the trunk, [1, time, channel], or null.</returns>
    private Tensor? AnalysePulses(bool last)
    {
        if (_logF0.Count == 0)
            return null;
        // A sample at place p between frame centres needs the F0 of frames ⌊p⌋ and ⌊p⌋ + 1.
        var known = last ? _framesIn * _hop + _margin : (_logF0.Count - 1) * _hop + _hop / 2 - 1;
        if (known > _train.Position)
        {
            var held = _train.Position - _pulseStart;
            Hold(ref _pulses, held, held + known - _train.Position);
            _train.Advance(CollectionsMarshal.AsSpan(_logF0), known, _pulses.AsSpan(held));
        }
        var ready = Math.Min(_framesIn, (_train.Position - _margin) / _hop) - _framesAnalysed;
        if (ready <= 0)
            return null;

        var first = _framesAnalysed * _hop - _margin;
        var samples = _pulses.AsSpan(first - _pulseStart, ready * _hop + 2 * _margin);
        var spectra = _vocoder.Frames.Analyse(Native(samples).unsqueeze(0), _vocoder.Window); // [1, time, bin]
        var pulseMel = _vocoder.PulseMel(spectra); // [1, time, band]
        _pulseSpectra.Add(spectra);
        _pulseMel.Add(pulseMel);
        var logF0 = Native(CollectionsMarshal.AsSpan(_logF0).Slice(_framesAnalysed, ready)).unsqueeze(0);
        var voicing = Native(CollectionsMarshal.AsSpan(_voicing).Slice(_framesAnalysed, ready)).unsqueeze(0);
        _framesAnalysed += ready;
        var spent = _framesAnalysed * _hop - _margin - _pulseStart;
        _pulses.AsSpan(spent, _train.Position - _pulseStart - spent).CopyTo(_pulses);
        _pulseStart += spent;
        return SourceFilterVocoder.TrunkInput(_melForTrunk.Take(ready), pulseMel, logF0, voicing);
    }

    /// <param name="x">[1, time, channel], or null.</param>
    /// <param name="skips">True to fill the windows alone: the features are zeros.</param>
    /// <param name="last">True to flush.</param>
    private Tensor? Trunk(Tensor? x, bool skips, bool last)
    {
        if (skips)
        {
            x = Features(_embedWindow.Push(x, last), _embedWindow);
            foreach (var window in _blockWindows)
                x = Features(window.Push(x, last), window);
            return x;
        }
        x = _embedWindow.Push(x, last) is { } frames ? _vocoder.NormIn.call(_vocoder.Embed.Convolve(frames)) : null;
        foreach (var (block, window) in _vocoder.Blocks.Zip(_blockWindows))
            x = block.Step(x, window, last);
        return x;

        Tensor? Features(Tensor? frames, StreamingWindow window) =>
            frames?.new_zeros(1, frames.size(1) - window.Frames, _vocoder.Config.Channels);
    }

    /// <summary>Passes over frames.</summary>
    /// <returns>Their sound, which is silence.</returns>
    private float[] Pass(int frames)
    {
        foreach (var queue in new[] { _melForGains, _pulseMel, _pulseSpectra })
            queue.Take(frames);
        _framesMade += frames;
        return new float[frames * (_unfinished.Length + _hop)];
    }

    private ReadOnlySpan<float> SoundOf(Tensor spectra) =>
        TensorValues.Of(_vocoder.Frames.SoundOfFrames(spectra, _vocoder.SynthesisWindow).InMemory());

    /// <param name="x">The trunk's features, [1, time, channel].</param>
    /// <returns>Complex spectra, [1, time, bin].</returns>
    private Tensor Spectra(Tensor x)
    {
        var time = (int)x.size(1);
        var gains = _vocoder.Gains(x, _melForGains.Take(time), _pulseMel.Take(time));
        var voiced = Native(CollectionsMarshal.AsSpan(_voicing).Slice(_framesMade, time)).view(1, time, 1);
        var share = voiced.mul_(Scalars.Of(_vocoder.Config.VoicedNoise - 1)).add_(Scalars.One);
        var noise = empty(1, time * _hop + 2 * _margin, device: CPU);
        CounterNoise.Fill(_seed, (long)_framesMade * _hop - _margin, TensorValues.Of(noise));
        var noiseSpectra = _vocoder.Frames.Analyse(noise.to(_vocoder.Window.device), _vocoder.Window);
        _framesMade += time;
        return SourceFilterVocoder.Mix(
            gains with
            {
                Noise = gains.Noise.mul_(share),
            },
            _pulseSpectra.Take(time),
            noiseSpectra
        );
    }

    /// <summary>Adds the frames' sound to the unfinished samples and hands out what is finished.</summary>
    private void Emit(ReadOnlySpan<float> frames, bool last, IBufferWriter<float> output)
    {
        var length = _unfinished.Length + _hop; // of a frame
        var rented = ArrayPool<float>.Shared.Rent(frames.Length / length * _hop + _unfinished.Length);
        var sum = rented.AsSpan(0, frames.Length / length * _hop + _unfinished.Length);
        _unfinished.CopyTo(sum);
        sum[_unfinished.Length..].Clear();
        for (var at = 0; at < frames.Length / length; at++)
            TensorPrimitives.Add(sum.Slice(at * _hop, length), frames.Slice(at * length, length), sum[(at * _hop)..]);
        sum[^_unfinished.Length..].CopyTo(_unfinished);

        var sound = last ? sum : sum[..^_unfinished.Length];
        var from = Math.Clamp(-_position, 0, sound.Length); // sound before the first hop is dropped
        var to = Math.Clamp(_framesIn * _hop - _position, from, sound.Length); // and so is sound after the last
        _position += sound.Length;
        output.Write(sound[from..to]);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Makes a rented array long enough.</summary>
    /// <param name="rented">The array, or an empty one.</param>
    /// <param name="used">Values that stay.</param>
    /// <param name="length">Values wanted.</param>
    private static void Hold(ref float[] rented, int used, int length)
    {
        if (rented.Length >= length)
            return;
        var longer = ArrayPool<float>.Shared.Rent(length);
        rented.AsSpan(0, used).CopyTo(longer);
        (var spent, rented) = (rented, longer);
        if (spent.Length > 0)
            ArrayPool<float>.Shared.Return(spent);
    }

    private Tensor Native(ReadOnlySpan<float> values)
    {
        var copy = empty(values.Length, device: CPU);
        values.CopyTo(TensorValues.Of(copy));
        return copy.to(_vocoder.Window.device);
    }

    public void Dispose()
    {
        foreach (var window in _f0Windows.Concat(_blockWindows).Append(_embedWindow))
            window.Dispose();
        foreach (var queue in new[] { _waiting, _melForTrunk, _melForGains, _pulseMel, _pulseSpectra })
            queue.Dispose();
        if (_pulses.Length > 0)
            ArrayPool<float>.Shared.Return(_pulses);
        _pulses = [];
    }
}
