using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Acoustic;

/// <summary>
/// Teacher-forced predictions of recordings' mels by an acoustic model: aligned to the sound frame by frame, and as
/// smooth or as sharpened as the mels that a vocoder receives in synthesis.
/// </summary>
public sealed class PredictedMels : IMelSource, IDisposable
{
    private const int BatchSize = 8;

    private readonly MappedArray _mel;

    private PredictedMels(string path, int bands) => (_mel, Bands) = (new(path), bands);

    /// <inheritdoc/>
    public int Bands { get; }

    /// <summary>
    /// Predicts the mels of all recordings, or opens those predicted before by the same weights from the same data.
    /// </summary>
    /// <param name="acoustic">
    /// A checkpoint or run, or a voice packed with training parts, whose mels are sharpened as in synthesis; null for
    /// the built-in voice.
    /// </param>
    /// <param name="data">The recordings; described in the acoustic model's terms from here on.</param>
    /// <param name="folder">Folder for the mels, 16 bits per value.</param>
    /// <param name="progress">Receives recordings done and the total.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="VoiceSmithException">
    /// VS3009: the acoustic model has other symbols, mel frames or speakers, or lacks its training parts.
    /// </exception>
    public static PredictedMels Open(
        string? acoustic,
        PreparedCorpus data,
        string folder,
        Action<int, int> progress,
        CancellationToken cancellationToken
    )
    {
        var stored = StoredAcoustic.Load(acoustic, data.Manifest);
        using var module = new AcousticModule(stored.Model, data, new(), vocode: null);
        data.ConformTo(stored.Data);
        var path = Path.Combine(folder, $"predicted-mel-{KeyOf(stored, data.Manifest)}.i16");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(
                path,
                stream => Write(stream, module, stored.Sharpening, data, progress, cancellationToken)
            );
        }
        return new(path, data.Bands);
    }

    /// <inheritdoc/>
    public void ReadMel(int firstFrame, int frames, Span<float> mel)
    {
        var source = _mel.Span<short>((long)firstFrame * Bands, frames * Bands);
        for (var i = 0; i < source.Length; i++)
            mel[i] = source[i] * PreparedCorpus.MelStep;
    }

    /// <inheritdoc/>
    public void Dispose() => _mel.Dispose();

    private static void Write(
        Stream stream,
        AcousticModule module,
        MelSharpening sharpening,
        PreparedCorpus data,
        Action<int, int> progress,
        CancellationToken cancellationToken
    )
    {
        var done = 0;
        foreach (var chunk in data.Manifest.Utterances.OrderBy(item => item.Frames).Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var mel = module.PredictTeacherForced(chunk); // [batch, band, frame]
            foreach (var (row, item) in chunk.Index())
            {
                var sharpened = sharpening.Apply(mel[row].narrow(1, 0, item.Frames).cpu());
                var steps = FeatureExtractor.MelSteps(sharpened.transpose(0, 1));
                stream.Position = (long)item.FirstFrame * data.Bands * sizeof(short);
                stream.Write(MemoryMarshal.AsBytes<short>(steps));
            }
            progress(done += chunk.Length, data.Manifest.Utterances.Count);
        }
    }

    private static string KeyOf(StoredAcoustic stored, PreparedCorpusManifest data)
    {
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, value) in ModuleWeights.Of(stored.Model))
            hash.AppendData(value.cpu().contiguous().bytes);
        hash.AppendData(Encoding.UTF8.GetBytes(data.FilePrefix + data.Hash));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(stored.Sharpening));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
