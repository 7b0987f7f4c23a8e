using System.Buffers;
using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Audio;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Vocoder;

/// <summary>
/// A source-filter vocoder in the frequency domain: pulses at F0 and white noise, each shaped per frame and bin by a
/// ConvNeXt trunk at frame rate, then an inverse STFT. Spectrum = E·exp(g + iφ) + N·exp(n).
/// </summary>
/// <remarks>
/// The family of HiFTNet (Li et al., 2023) and Vocos (Siuzdak, 2023). The source carries the phase of voiced sound, so
/// that no discriminator has to teach it. F0 and voicing are predicted from the mel by a small head.
/// </remarks>
public sealed class SourceFilterVocoder : Module, IVocoder, IInferenceForm
{
    private const double HeadScale = 0.3; // initial weights of the head: begin near the interpolated mel
    private const double NoiseOffset = -1.0; // initial log gain of noise below the mel
    private const double PulseFloor = 0.22; // about the mel of a pulse train where it has no harmonic
    private const double MinGain = -14,
        MaxGain = 5; // of log gains

    private readonly Conv1d embed;
    private readonly LayerNorm norm_in,
        norm_out;
    private readonly ModuleList<ConvNeXtBlock> blocks;
    private readonly Linear head;
    private readonly F0Head f0;
    private readonly Tensor window,
        mel_basis,
        mel_to_bins;
    private Tensor? _synthesisWindow; // from Prepare on

    /// <summary>A vocoder with fresh weights.</summary>
    public SourceFilterVocoder(SourceFilterConfig config)
        : base(nameof(SourceFilterVocoder))
    {
        Config = config;
        var (mel, channels) = (config.Mel, config.Channels);
        Frames = new OverlapAdd(mel.FftSize, mel.HopLength);
        Bins = mel.FftSize / 2 + 1;
        embed = Conv1d(2 * mel.Bands + 2, channels, config.KernelSize, padding: config.KernelSize / 2);
        norm_in = LayerNorm(channels);
        var block = new ConvNeXtConfig(channels, config.HiddenChannels, config.KernelSize);
        blocks = new ModuleList<ConvNeXtBlock>([
            .. Enumerable.Range(0, config.Blocks).Select(_ => new ConvNeXtBlock(block)),
        ]);
        norm_out = LayerNorm(channels);
        head = Linear(channels, 3 * Bins);
        using (no_grad())
            head.weight.mul_(HeadScale);
        f0 = new F0Head(mel.Bands, config.F0Channels);
        window = hann_window(mel.FftSize);
        using (var extractor = new MelSpectrogram(mel))
            mel_basis = extractor.Basis.transpose(0, 1).clone(); // [bin, band]
        mel_to_bins = InterpolationToBins(mel_basis); // [band, bin]
        RegisterComponents();
        this.OwnTensors();
        Embed = new(embed);
    }

    /// <summary>Its sizes.</summary>
    public SourceFilterConfig Config { get; }

    /// <inheritdoc/>
    public int SampleRate => Config.Mel.SampleRate;

    /// <inheritdoc/>
    public int HopLength => Config.Mel.HopLength;

    /// <summary>The framing of analysis and synthesis.</summary>
    internal OverlapAdd Frames { get; }

    internal int Bins { get; }

    internal FrameConvolution Embed { get; }

    internal IReadOnlyList<ConvNeXtBlock> Blocks => [.. blocks];

    internal F0Head F0 => f0;

    internal Tensor Window => window;

    /// <summary>
    /// See <see cref="OverlapAdd.SynthesisWindow"/>; in the caller's dispose scope until the vocoder is prepared.
    /// </summary>
    internal Tensor SynthesisWindow => _synthesisWindow ?? Frames.SynthesisWindow(window);

    internal LayerNorm NormIn => norm_in;

    /// <summary>Log-mel scaled to about unit size, as the networks take it.</summary>
    internal static Tensor Scale(Tensor mel) => mel.add(Scalars.Of(5)).Times(0.4);

    /// <summary>Pitch and voicing as the head hears them.</summary>
    /// <param name="mel">Log-mel, [batch, band, time].</param>
    /// <returns>[batch, 2, time]: (ln F0 − 5.1) / 0.25, and the logit of voicing.</returns>
    public Tensor PredictF0(Tensor mel) => f0.call(Scale(mel));

    /// <summary>Sound for one or several draws of noise, in one pass through the trunk.</summary>
    /// <param name="mel">Log-mel, [batch, band, time].</param>
    /// <param name="logF0">ln of F0 in Hz, [batch, time].</param>
    /// <param name="voicing">Probability of voicing, [batch, time].</param>
    /// <param name="pulses">Pulse train with the margin of a frame at both ends, [batch, sample].</param>
    /// <param name="noises">White noise of the same length, one for each sound wanted.</param>
    /// <returns>Each [batch, time × hop].</returns>
    public Tensor[] Render(Tensor mel, Tensor logF0, Tensor voicing, Tensor pulses, params Tensor[] noises)
    {
        using var scope = NewDisposeScope();
        Tensor excitation,
            pulseMel;
        using (no_grad())
        {
            excitation = Frames.Analyse(pulses, window); // [batch, time, bin]
            pulseMel = PulseMel(excitation); // [batch, time, band]
        }
        // [batch, channel, time]
        var x = embed.call(TrunkInput(mel.transpose(1, 2), pulseMel, logF0, voicing).transpose(1, 2));
        x = norm_in.call(x.transpose(1, 2)); // [batch, time, channel]
        foreach (var block in blocks)
            x = block.call(x);
        var gains = Gains(x, mel.transpose(1, 2), pulseMel);
        var time = mel.size(2);
        return
        [
            .. noises.Select(noise =>
            {
                Tensor spectrum;
                using (no_grad())
                    spectrum = Frames.Analyse(noise, window);
                var sound = Frames.Synthesise(Mix(gains, excitation, spectrum), window).flatten(1);
                return sound.narrow(1, Frames.Margin, time * HopLength).contiguous().MoveToOuterDisposeScope();
            }),
        ];
    }

    /// <summary>The sound of a whole sentence in one pass: the slow twin of <see cref="Decode"/>.</summary>
    /// <param name="mel">Log-mel, [1, band, time].</param>
    /// <param name="seed">Seed of the noise.</param>
    /// <returns>[1, time × hop], in the caller's dispose scope.</returns>
    public Tensor DecodeWhole(Tensor mel, ulong seed)
    {
        using var scope = NewDisposeScope();
        var predicted = PredictF0(mel); // [1, 2, time]
        var logF0 = (predicted.select(1, 0) * F0Head.LogF0Scale + F0Head.LogF0Centre).clamp(4.2, 6.1); // [1, time]
        var samples = (int)mel.size(2) * HopLength;
        var (pulses, noise) = (new float[samples + 2 * Frames.Margin], new float[samples + 2 * Frames.Margin]);
        new PulseTrain(SampleRate, HopLength, -Frames.Margin).Advance(
            logF0.contiguous().data<float>().ToArray(),
            samples + Frames.Margin,
            pulses
        );
        CounterNoise.Fill(seed, -Frames.Margin, noise);
        var sounds = Render(
            mel,
            logF0,
            predicted.select(1, 1).sigmoid(),
            tensor(pulses).unsqueeze(0),
            tensor(noise).unsqueeze(0)
        );
        return sounds[0].MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public IVocoderState NewState(ulong seed) => new SourceFilterStream(this, seed);

    /// <inheritdoc/>
    public void Decode(Tensor? mel, IVocoderState state, bool last, IBufferWriter<float> sound)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        ((SourceFilterStream)state).Decode(mel, last, sound);
    }

    /// <summary>Log-mel of a pulse train's spectra.</summary>
    /// <param name="excitation">[batch, time, bin], complex.</param>
    /// <returns>[batch, time, band]</returns>
    internal Tensor PulseMel(Tensor excitation) =>
        excitation.abs().matmul(mel_basis).clamp_min(Scalars.Of(PulseFloor)).log();

    /// <summary>Inputs of the trunk: mel, the pulses' mel, pitch and voicing.</summary>
    /// <param name="mel">Log-mel, [batch, time, band].</param>
    /// <param name="pulseMel">[batch, time, band]</param>
    /// <param name="logF0">[batch, time]</param>
    /// <param name="voicing">[batch, time]</param>
    /// <returns>[batch, time, 2 × band + 2]</returns>
    internal static Tensor TrunkInput(Tensor mel, Tensor pulseMel, Tensor logF0, Tensor voicing) =>
        cat(
            [
                Scale(mel),
                pulseMel.mul(Scalars.Of(0.5)),
                logF0.sub(Scalars.Of(F0Head.LogF0Centre)).div(Scalars.Of(F0Head.LogF0Scale)).unsqueeze(2),
                voicing.mul(Scalars.Of(2)).sub(Scalars.One).unsqueeze(2),
            ],
            2
        );

    /// <summary>Gains per bin from the trunk's features.</summary>
    /// <param name="x">[batch, time, channel]</param>
    /// <param name="mel">[batch, time, band]</param>
    /// <param name="pulseMel">[batch, time, band]</param>
    internal BinGains Gains(Tensor x, Tensor mel, Tensor pulseMel)
    {
        var all = head.call(norm_out.call(x)); // [batch, time, 3 × bin]
        Tensor Part(int part) => all.narrow(2, part * Bins, Bins);
        var harmonic = (mel - pulseMel).matmul(mel_to_bins).Plus(Part(0)).ExpWithin(MinGain, MaxGain);
        var noise = mel.matmul(mel_to_bins).Plus(Part(2)).add(Scalars.Of(NoiseOffset)).ExpWithin(MinGain, MaxGain);
        var phase = Part(1);
        return new BinGains(phase.cos().Times(harmonic), phase.sin().Times(harmonic), noise);
    }

    /// <summary>
    /// The spectrum: pulses turned and scaled, plus noise scaled. Real and imaginary parts apart, which is faster.
    /// </summary>
    /// <returns>Complex, [batch, time, bin].</returns>
    internal static Tensor Mix(BinGains gains, Tensor excitation, Tensor noise)
    {
        var (re, im) = (excitation.real, excitation.imag);
        return complex(
            (re * gains.Real).PlusProduct(im, gains.Imaginary, -1).PlusProduct(gains.Noise, noise.real),
            (re * gains.Imaginary).PlusProduct(im, gains.Real).PlusProduct(gains.Noise, noise.imag)
        );
    }

    /// <inheritdoc/>
    public IVocoderBatch NewBatch(BatchSizes sizes) => new SourceFilterBatch(this, sizes);

    void IInferenceForm.Prepare()
    {
        Embed.Prepare();
        _synthesisWindow = Frames.SynthesisWindow(window).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) // the finalizer also comes for what was never built to its end
        {
            Embed.Dispose();
            _synthesisWindow?.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Weights that spread log-mel bands linearly over the bins between their centres.</summary>
    /// <param name="basis">[bin, band]</param>
    /// <returns>[band, bin]</returns>
    private static Tensor InterpolationToBins(Tensor basis)
    {
        var (bins, bands) = ((int)basis.size(0), (int)basis.size(1));
        var weights = basis.InMemory().data<float>().ToArray();
        var centres = new double[bands];
        for (var band = 0; band < bands; band++)
        {
            double sum = 0,
                moment = 0;
            for (var bin = 0; bin < bins; bin++)
                (sum, moment) = (sum + weights[bin * bands + band], moment + weights[bin * bands + band] * (double)bin);
            centres[band] = sum > 0 ? moment / sum : band * 1.5; // bands narrower than a bin hold none
        }
        var spread = new float[bands * bins];
        for (var bin = 0; bin < bins; bin++)
        {
            var above = Array.FindIndex(centres, centre => centre > bin);
            if (above <= 0)
            {
                spread[(above < 0 ? bands - 1 : 0) * bins + bin] = 1;
                continue;
            }
            var weight = (bin - centres[above - 1]) / (centres[above] - centres[above - 1]);
            spread[(above - 1) * bins + bin] = (float)(1 - weight);
            spread[above * bins + bin] = (float)weight;
        }
        return tensor(spread).view(bands, bins);
    }
}

/// <summary>Factors per frame and bin, each [batch, time, bin].</summary>
/// <param name="Real">Real part of the pulses' complex gain.</param>
/// <param name="Imaginary">Imaginary part of the pulses' complex gain.</param>
/// <param name="Noise">The noise's gain.</param>
internal readonly record struct BinGains(Tensor Real, Tensor Imaginary, Tensor Noise);
