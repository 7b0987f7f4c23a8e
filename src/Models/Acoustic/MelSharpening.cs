using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Acoustic;

/// <summary>
/// Gains against the smoothness of predicted mels. Member names are file format.
/// </summary>
/// <remarks>
/// Across bands the gains apply to the mel cepstrum (the DCT-II of a frame's log-mel) and are folded into the output
/// layer, at no cost. Over time a frame is moved away from the mean of its neighbourhood, which needs two frames of
/// look-ahead.
/// </remarks>
public sealed record MelSharpening
{
    /// <summary>Neighbours on each side of a frame over which <see cref="Temporal"/> takes the mean.</summary>
    public const int LookAhead = 2;

    /// <summary>
    /// Gain of each cepstral coefficient, by quefrency from 0; empty for none, else as many as mel bands.
    /// </summary>
    public IReadOnlyList<double> CepstralGains { get; init; } = [];

    /// <summary>Share of a frame's difference from the mean of five frames that is added to it; 0 for none.</summary>
    public double Temporal { get; init; }

    /// <summary>
    /// Added to each band, in ln; empty for none, else as many as mel bands. Restores the average spectrum, as gains
    /// scale that too, and the loudness, as sharper spectra have higher peaks.
    /// </summary>
    public IReadOnlyList<double> Balance { get; init; } = [];

    /// <summary>The sharpened mel of a whole utterance.</summary>
    /// <param name="mel">Log-mel, [band, frame].</param>
    /// <returns>[band, frame], owned by the caller.</returns>
    public Tensor Apply(Tensor mel)
    {
        using var scope = NewDisposeScope();
        var bands = (int)mel.size(0);
        var across = Fold(bands) is { } fold ? fold.matmul(mel) : mel;
        if (Offsets(bands) is { } offsets)
            across = across + offsets.unsqueeze(1);
        using var overTime = new TemporalSharpening(Temporal);
        return (Temporal == 0 ? across : overTime.Next(across, last: true)).MoveToOuterDisposeScope();
    }

    /// <summary>Folds the cepstral gains and the balance into an output layer.</summary>
    /// <param name="output">A layer that outputs log-mel frames, band by band. Changed in place.</param>
    /// <param name="bands">Mel bands.</param>
    /// <exception cref="ArgumentException">There are not as many gains or offsets as bands.</exception>
    internal void FoldInto(Linear output, int bands)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var (weight, bias) = (output.weight!, output.bias!);
        if (Fold(bands)?.to(weight.device) is { } fold)
        {
            weight.copy_(fold.matmul(weight.view(-1, bands, weight.size(1))).view(weight.shape));
            bias.copy_(bias.view(-1, bands).matmul(fold.transpose(0, 1)).view(bias.shape));
        }
        if (Offsets(bands)?.to(weight.device) is { } offsets)
            bias.view(-1, bands).add_(offsets);
    }

    /// <summary>The cepstral gains as a matrix, [band, band], in the caller's dispose scope; null for none.</summary>
    private Tensor? Fold(int bands)
    {
        if (PerBand(CepstralGains, bands) is not { } gains)
            return null;
        var dct = MelCepstrum.Basis(bands); // [quefrency, band]
        return dct.transpose(0, 1).matmul(gains.unsqueeze(1) * dct);
    }

    /// <summary>The balance, [band], in the caller's dispose scope; null for none.</summary>
    private Tensor? Offsets(int bands) => PerBand(Balance, bands);

    private static Tensor? PerBand(IReadOnlyList<double> values, int bands)
    {
        if (values.Count == 0)
            return null;
        if (values.Count != bands)
            throw new ArgumentException($"There are {values.Count} values of sharpening for {bands} mel bands.");
        return tensor(values.Select(value => (float)value).ToArray());
    }
}

/// <summary>The mel cepstrum: the orthonormal DCT-II of log-mel frames over their bands.</summary>
public static class MelCepstrum
{
    /// <summary>The transform, [quefrency, band], in the caller's dispose scope.</summary>
    public static Tensor Basis(int bands)
    {
        var basis = new float[bands * bands];
        for (var q = 0; q < bands; q++)
            for (var band = 0; band < bands; band++)
                basis[q * bands + band] = (float)(
                    Math.Sqrt((q == 0 ? 1.0 : 2.0) / bands) * Math.Cos(Math.PI * (band + 0.5) * q / bands)
                );
        return tensor(basis).view(bands, bands);
    }
}

/// <summary>Sharpening over time of a stream of mel frames; equal for any chunking.</summary>
/// <param name="strength">See <see cref="MelSharpening.Temporal"/>.</param>
internal sealed class TemporalSharpening(double strength) : IDisposable
{
    private const int Reach = MelSharpening.LookAhead;

    private Tensor? _held; // [band, frame]: up to Reach frames before the next output, and all frames after them
    private int _before; // frames at the start of _held that were output already

    /// <summary>The sharpened frames whose neighbours are known; edges are padded by the outermost frame.</summary>
    /// <param name="mel">Log-mel, [band, frame]; disposed.</param>
    /// <param name="last">True for the stream's last frames.</param>
    /// <returns>[band, frame], owned by the caller; possibly of no frames, unless <paramref name="last"/>.</returns>
    public Tensor Next(Tensor mel, bool last)
    {
        using var scope = NewDisposeScope();
        using var given = mel;
        var known = _held is null ? mel : cat([_held, mel], 1);
        var count = (int)known.size(1);
        var ready = Math.Max(0, count - _before - (last ? 0 : Reach));
        var padded = cat(
            [
                known.narrow(1, 0, 1).expand(-1, Reach - _before),
                known,
                .. last ? new[] { known.narrow(1, count - 1, 1).expand(-1, Reach) } : [],
            ],
            1
        ); // from two frames before the first output
        var frames = known.narrow(1, _before, ready);
        var mean = padded.narrow(1, 0, ready);
        for (var shift = 1; shift <= 2 * Reach && ready > 0; shift++)
            mean = mean + padded.narrow(1, shift, ready);
        var sharpened = frames + (frames - mean / (2 * Reach + 1)) * strength;
        var kept = Math.Max(0, _before + ready - Reach);
        var held = known.narrow(1, kept, count - kept).clone().DetachFromDisposeScope();
        _held?.Dispose();
        (_held, _before) = (held, _before + ready - kept);
        return sharpened.contiguous().DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _held?.Dispose();
}
