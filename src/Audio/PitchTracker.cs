using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Audio;

/// <summary>F0 per mel frame: the best path through each frame's candidate periods.</summary>
/// <remarks>
/// Candidates are peaks of the windowed autocorrelation divided by the window's own (Boersma, 1993), placed between
/// lags by a parabola. A Viterbi search weighs their height against jumps in pitch and changes of voicing.
/// </remarks>
public sealed class PitchTracker
{
    private const int FramesAtOnce = 256; // bounds memory on long recordings

    private readonly PitchConfig config;
    private readonly int shortest,
        longest,
        fftSize;
    private readonly float[] window,
        windowCorrelation;

    /// <param name="config">Window, range and costs.</param>
    public PitchTracker(PitchConfig config)
    {
        this.config = config;
        shortest = (int)(config.SampleRate / config.MaxHz);
        longest = (int)Math.Ceiling(config.SampleRate / config.MinHz);
        if (shortest < 2 || longest + 2 > config.WindowLength)
            throw new ArgumentException(
                $"{config.MinHz}–{config.MaxHz} Hz cannot be seen in {config.WindowLength} samples.",
                nameof(config)
            );
        fftSize = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(config.WindowLength + longest + 2));
        window =
        [
            .. Enumerable
                .Range(0, config.WindowLength)
                .Select(i => (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * i / config.WindowLength))),
        ];
        windowCorrelation =
        [
            .. Enumerable.Range(0, longest + 2).Select(lag => Correlate(window, lag) / Correlate(window, 0)),
        ];
    }

    /// <summary>Tracks a whole recording.</summary>
    /// <param name="samples">
    /// More than (window − hop) / 2, full scale ±1; loudness matters only within the recording.
    /// </param>
    /// <returns>
    /// F0 in Hz, 0 where unvoiced: one value for every whole hop, frame t centred at sample t · hop + hop / 2, as mel
    /// frames are.
    /// </returns>
    public float[] Track(ReadOnlySpan<float> samples)
    {
        var padding = (config.WindowLength - config.HopLength) / 2;
        var padded = ReflectPadding.Extend(samples, padding);
        var frames = Math.Max(0, (padded.Length - config.WindowLength) / config.HopLength + 1);
        var energy = new float[frames];
        var periodicity = new float[frames * (longest + 2)];
        for (var first = 0; first < frames; first += FramesAtOnce)
            Correlate(padded, first, Math.Min(FramesAtOnce, frames - first), energy, periodicity);
        return BestPath(energy, periodicity);
    }

    /// <summary>
    /// Fills in, for some frames, the energy and the corrected autocorrelation (1 at lag 0) at lags up to the longest
    /// and one more.
    /// </summary>
    private void Correlate(float[] padded, int first, int count, float[] energy, float[] periodicity)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var sound = tensor(
            padded[(first * config.HopLength)..((first + count - 1) * config.HopLength + config.WindowLength)]
        );
        var pieces = sound.unfold(0, config.WindowLength, config.HopLength); // [frame, sample]
        var spectrum = fft.rfft((pieces - pieces.mean([1], keepdim: true)) * tensor(window), fftSize);
        var power = spectrum.real.square() + spectrum.imag.square(); // [frame, bin]
        var correlation = fft.irfft(complex(power, zeros_like(power)), fftSize)[.., ..(longest + 2)]; // [frame, lag]
        var total = correlation[.., ..1]; // [frame, 1]
        var corrected = correlation / (total + 1e-12) / tensor(windowCorrelation);
        total.contiguous().data<float>().CopyTo(energy, first);
        corrected.contiguous().data<float>().CopyTo(periodicity, first * (longest + 2));
    }

    private float[] BestPath(float[] energy, float[] periodicity)
    {
        var path = new VoicingPath(config, energy.Length);
        var loudest = energy.DefaultIfEmpty().Max();
        Span<PitchCandidate> candidates = stackalloc PitchCandidate[config.Candidates];
        for (var frame = 0; frame < energy.Length; frame++)
        {
            var belowDb = 10 * Math.Log10((loudest + 1e-12) / (energy[frame] + 1e-12));
            var lean = Math.Clamp((belowDb - config.SilenceDb) / 20, 0, 1 - config.VoicingThreshold);
            var found = FindCandidates(periodicity.AsSpan(frame * (longest + 2), longest + 2), candidates);
            path.Add(config.VoicingThreshold + lean, candidates[..found]);
        }
        return path.Best();
    }

    /// <summary>The highest peaks, best first.</summary>
    private int FindCandidates(ReadOnlySpan<float> periodicity, Span<PitchCandidate> candidates)
    {
        var found = 0;
        for (var lag = shortest; lag <= longest; lag++)
        {
            var (before, height, after) = (periodicity[lag - 1], periodicity[lag], periodicity[lag + 1]);
            if (height <= before || height < after || height <= 0)
                continue;
            var bend = before - 2 * height + after;
            var place = lag + 0.5 * (before - after) / bend;
            var peak = height - 0.125 * (before - after) * (before - after) / bend;
            var strength = Math.Min(peak, 1) - config.OctaveCost * Math.Log2(place / shortest);
            var candidate = new PitchCandidate(Math.Log2(config.SampleRate / place), strength);
            var at = found;
            for (; at > 0 && candidates[at - 1].Strength < strength; at--)
                if (at < candidates.Length)
                    candidates[at] = candidates[at - 1];
            if (at < candidates.Length)
                candidates[at] = candidate;
            found = Math.Min(found + 1, candidates.Length);
        }
        return found;
    }

    private static float Correlate(float[] values, int lag)
    {
        var sum = 0.0;
        for (var i = lag; i < values.Length; i++)
            sum += (double)values[i] * values[i - lag];
        return (float)sum;
    }
}
