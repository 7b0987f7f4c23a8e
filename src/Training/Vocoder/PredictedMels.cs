using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.FineTuning;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Vocoder;

/// <summary>
/// Recordings as an acoustic model says them again with their own durations, pitch, energy and prosody: frame by frame in step
/// with the sound, and smooth as the mels that a vocoder is given in synthesis. A vocoder that also learns from them makes
/// real voice of smooth mels.
/// </summary>
public sealed class PredictedMels : IMelSource, IDisposable
{
    private const int BatchSize = 8;

    private readonly MappedArray _mel;

    private PredictedMels(string path, int bands) => (_mel, Bands) = (new(path), bands);

    /// <inheritdoc/>
    public int Bands { get; }

    /// <summary>Makes the mels of all recordings, or finds those made before by the same weights from the same data.</summary>
    /// <param name="acoustic">A checkpoint or a run of 'train acoustic', or a voice packed with its training parts; null for the built-in one.</param>
    /// <param name="data">The recordings; described in the acoustic model's terms from here on.</param>
    /// <param name="folder">Keeps the mels, 16 bits a value.</param>
    /// <param name="progress">Receives recordings done and in all.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="VoiceSmithException">VS3009: the acoustic model knows other symbols, mel frames or speakers, or lacks its training parts.</exception>
    public static PredictedMels Open(string? acoustic, Dataset data, string folder, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var loaded = FineTuningBase.Load(acoustic, data.Manifest);
        using var module = new AcousticModule(loaded.Model, data, new(), vocode: null);
        data.TakeTermsOf(loaded.Data);
        var path = Path.Combine(folder, $"predicted-mel-{KeyOf(loaded.Model, data.Manifest)}.i16");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, stream => Write(stream, module, data, progress, cancellationToken));
        }
        return new(path, data.Manifest.Mel.Bands);
    }

    /// <inheritdoc/>
    public void ReadMel(int firstFrame, int frames, Span<float> mel)
    {
        var source = _mel.Span<short>((long)firstFrame * Bands, frames * Bands);
        for (var i = 0; i < source.Length; i++)
            mel[i] = source[i] * Dataset.MelStep;
    }

    /// <inheritdoc/>
    public void Dispose() => _mel.Dispose();

    private static void Write(Stream stream, AcousticModule module, Dataset data, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var (bands, done) = (data.Manifest.Mel.Bands, 0);
        foreach (var part in data.Manifest.Utterances.OrderBy(item => item.Frames).Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var mel = module.SayAgain(part).transpose(1, 2);                                    // [batch, frame, band]
            foreach (var (row, item) in part.Index())
            {
                stream.Position = (long)item.FirstFrame * bands * sizeof(short);
                stream.Write(MemoryMarshal.AsBytes<short>(FeatureExtractor.MelSteps(mel[row].narrow(0, 0, item.Frames))));
            }
            progress(done += part.Length, data.Manifest.Utterances.Count);
        }
    }

    private static string KeyOf(nn.Module model, DatasetManifest data)
    {
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, value) in ModuleWeights.Of(model))
            hash.AppendData(value.cpu().contiguous().bytes);
        hash.AppendData(Encoding.UTF8.GetBytes(data.FilePrefix + data.Hash));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
