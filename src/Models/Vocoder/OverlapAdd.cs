using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Vocoder;

/// <summary>
/// Short-time spectra of sound and back, by a Hann window whose frames overlap by a whole number of hops.
/// </summary>
/// <remarks>
/// Overlap-add by shifted hop-sized parts and a constant norm: a fifteenth of the time that istft takes.
/// </remarks>
/// <param name="fftSize">Samples per frame.</param>
/// <param name="hopLength">Samples between frames; divides <paramref name="fftSize"/> at least four times.</param>
public sealed class OverlapAdd(int fftSize, int hopLength)
{
    /// <summary>Samples of a frame before its hop's first sample: a frame is centred on its hop.</summary>
    public int Margin => (fftSize - hopLength) / 2;

    /// <summary>Hops that a frame spans.</summary>
    public int Overlap => fftSize / hopLength;

    /// <param name="x">
    /// Sound with <see cref="Margin"/> samples before the first hop and after the last, [batch, sample].
    /// </param>
    /// <param name="window">Periodic Hann window, [sample].</param>
    /// <returns>Complex spectra, [batch, frame, bin].</returns>
    public Tensor Analyse(Tensor x, Tensor window) => fft.rfft(x.unfold(1, fftSize, hopLength) * window);

    /// <summary>
    /// Weights of frames in overlap-add: the window, over the sum of the overlapping windows.
    /// </summary>
    /// <param name="window">Periodic Hann window, [sample].</param>
    public Tensor SynthesisWindow(Tensor window) => window * (hopLength / (0.375 * fftSize));

    /// <param name="spectra">Complex spectra, [batch, frame, bin].</param>
    /// <param name="synthesisWindow">From <see cref="SynthesisWindow"/>.</param>
    /// <returns>Sound of each frame, to be added where frames overlap, [batch, frame, sample].</returns>
    public Tensor SoundOfFrames(Tensor spectra, Tensor synthesisWindow) =>
        fft.irfft(spectra, fftSize).Times(synthesisWindow);

    /// <param name="spectra">Complex spectra, [batch, frame, bin].</param>
    /// <param name="window">Periodic Hann window, [sample].</param>
    /// <returns>
    /// Sum of the windowed frames, [batch, hop, sample]; hops run from <see cref="Overlap"/> − 1 parts before complete
    /// overlap to as many after: frame + Overlap − 1 hops.
    /// </returns>
    public Tensor Synthesise(Tensor spectra, Tensor window)
    {
        return Add(SoundOfFrames(spectra, SynthesisWindow(window)));
    }

    /// <summary>Adds frames where they overlap.</summary>
    /// <param name="frames">From <see cref="SoundOfFrames"/>, [batch, frame, sample].</param>
    /// <returns>[batch, hop, sample], as <see cref="Synthesise"/> gives it.</returns>
    public Tensor Add(Tensor frames)
    {
        var parts = frames.view(frames.size(0), frames.size(1), Overlap, hopLength); // [batch, frame, part, sample]
        var sum = nn.functional.pad(parts.select(2, 0), [0, 0, 0, Overlap - 1]);
        for (var part = 1; part < Overlap; part++)
            sum = sum + nn.functional.pad(parts.select(2, part), [0, 0, part, Overlap - 1 - part]);
        return sum; // [batch, hop, sample]
    }
}
