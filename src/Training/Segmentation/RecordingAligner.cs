using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Models.Acoustic;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Segmentation;

/// <summary>Place of a sentence in a recording.</summary>
/// <param name="Starts">First frame of each phoneme; empty for a sentence that was not found.</param>
/// <param name="End">Frame after the last.</param>
/// <param name="Fits">
/// Mean log-likelihood ratio of each phoneme over its frames: 0 is as good as any other phoneme, 3 very certain.
/// </param>
/// <param name="GapBefore">Frames of sound before it that the text lacks.</param>
internal sealed record SentencePlace(int[] Starts, int End, double[] Fits, int GapBefore);

/// <summary>Aligns a long recording with the sentences of its text, by a trained acoustic model's aligner.</summary>
/// <remarks>
/// The recording's mel bands get the mean and deviation that they have where the model itself says the text, so that
/// the aligner also serves speakers and rooms that it was not trained on.
/// </remarks>
/// <param name="model">A model with a trained aligner; owned by the caller.</param>
/// <param name="config">The mel that it was trained on.</param>
internal sealed class RecordingAligner(AcousticModel model, MelConfig config)
{
    private const int BlockFrames = 1024,
        Halo = 16, // frames: the aligner's convolutions and the FFT see 11 on each side
        Window = 2000; // states: about two and a half minutes of text

    private const int StatisticsSentences = 12, // for the model's statistics
        StatisticsBlocks = 16; // for the recording's: about three minutes

    private const float Far = 1000;

    private readonly Aligner _aligner = model.Aligner!;

    /// <summary>Finds every sentence.</summary>
    /// <param name="samples">Mono, at the sample rate of the mel, at the loudness of the training data.</param>
    /// <param name="sentences">Phoneme ids of each sentence.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public IReadOnlyList<SentencePlace> Align(
        float[] samples,
        IReadOnlyList<IReadOnlyList<int>> sentences,
        Action<double> progress,
        CancellationToken cancellationToken
    )
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var mel = new MelSpectrogram(config);
        var trellis = new ReadingTrellis([.. sentences.Select(one => one.Count)]);
        var keys = KeysOf(sentences); // [channel, state]
        var frames = config.FrameCount(samples.Length);
        var (queries, averages) = (new List<Tensor>(), new List<float>());
        var low = 0;
        var recorded = BandStatistics.Of([
            .. Enumerable
                .Range(0, Math.Min(StatisticsBlocks, (frames + BlockFrames - 1) / BlockFrames))
                .Select(i => MelOf(samples, mel, i * BlockFrames, Math.Min(BlockFrames, frames - i * BlockFrames)).Mel),
        ]);
        var said = BandStatistics.Of([.. sentences.Take(StatisticsSentences).Select(Say)]);
        for (var start = 0; start < frames; start += BlockFrames)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (start > 0)
                low = Math.Clamp(trellis.Best - Window / 2, low, Math.Max(low, trellis.States - Window));
            var width = Math.Min(Window, trellis.States - low);
            var (spoken, before) = MelOf(samples, mel, start, Math.Min(BlockFrames, frames - start));
            queries.Add(QueriesOf(recorded.To(said, spoken), before, Math.Min(BlockFrames, frames - start)));
            using var block = NewDisposeScope();
            var scores = _aligner.Scores(keys.narrow(1, low, width).unsqueeze(0), queries[^1].unsqueeze(0)).squeeze(0);
            var average = scores.logsumexp(1, keepdim: true) - Math.Log(width); // [frame, 1]
            averages.AddRange(average.data<float>());
            trellis.Advance((scores - average).contiguous().data<float>().ToArray(), low, width);
            progress((double)Math.Min(frames, start + BlockFrames) / frames);
        }
        var path = trellis.Path();
        return PlacesOf(trellis, path, FitsOf(path, keys, queries, averages), sentences);
    }

    /// <summary>Features of the states; those of gaps, which are scored otherwise, are far from all frames.</summary>
    /// <returns>[channel, state]</returns>
    private Tensor KeysOf(IReadOnlyList<IReadOnlyList<int>> sentences)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        foreach (var sentence in sentences)
        {
            var ids = tensor(sentence.Select(id => (long)id).ToArray()).unsqueeze(0);
            var keys = _aligner.Keys(ids, zeros(1, sentence.Count, ScalarType.Bool)).squeeze(0); // [channel, phoneme]
            parts.AddRange([full([keys.shape[0], 1], Far), keys]);
        }
        parts.Add(parts[0]);
        return cat(parts, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Mel of a block of frames and of some around it.</summary>
    /// <returns>[band, frame], and the number of frames before the block.</returns>
    private (Tensor Mel, int Before) MelOf(float[] samples, MelSpectrogram mel, int start, int frames)
    {
        var first = Math.Max(0, start - Halo);
        var (from, to) = (first * config.HopLength, (start + frames + Halo) * config.HopLength);
        var part = samples.AsSpan(from, Math.Min(to, samples.Length) - from).ToArray();
        return (mel.call(tensor(part).unsqueeze(0)).squeeze(0), start - first);
    }

    /// <summary>A sentence as the model says it.</summary>
    /// <returns>[band, frame]</returns>
    private Tensor Say(IReadOnlyList<int> phonemes)
    {
        using var plan = model.Plan(phonemes, new());
        return model.DecodeWhole(plan).squeeze(0);
    }

    /// <summary>Features of a block of frames.</summary>
    /// <param name="mel">The block and some frames around it, [band, frame].</param>
    /// <param name="before">Frames before the block.</param>
    /// <param name="frames">Frames of the block.</param>
    /// <returns>[channel, frame]</returns>
    private Tensor QueriesOf(Tensor mel, int before, int frames)
    {
        using var scope = NewDisposeScope();
        var queries = _aligner.Queries(mel.unsqueeze(0), zeros(1, mel.shape[1], ScalarType.Bool)).squeeze(0);
        return queries.narrow(1, before, frames).clone().MoveToOuterDisposeScope();
    }

    /// <summary>Log-likelihood ratio of each frame and the state on the path.</summary>
    private float[] FitsOf(int[] path, Tensor keys, List<Tensor> queries, List<float> averages)
    {
        using var scope = NewDisposeScope();
        var fits = new List<float>(path.Length);
        foreach (var block in queries)
        {
            using var inner = NewDisposeScope();
            var states = tensor(path.AsSpan(fits.Count, (int)block.shape[1]).ToArray(), ScalarType.Int64);
            // a batch of frames, one state each
            var (k, q) = (keys.index_select(1, states).t().unsqueeze(2), block.t().unsqueeze(2)); // [frame, channel, 1]
            fits.AddRange(_aligner.Scores(k, q).reshape(-1).data<float>().ToArray());
        }
        return [.. fits.Zip(averages, (fit, average) => fit - average)];
    }

    private static SentencePlace[] PlacesOf(
        ReadingTrellis trellis,
        int[] path,
        float[] fits,
        IReadOnlyList<IReadOnlyList<int>> sentences
    )
    {
        var starts = sentences.Select(one => new int[one.Count]).ToArray();
        var sums = sentences.Select(one => new double[one.Count]).ToArray();
        var counts = sentences.Select(one => new int[one.Count]).ToArray();
        var gaps = new int[sentences.Count + 1];
        for (var frame = 0; frame < path.Length; frame++)
        {
            var (sentence, phoneme) = trellis[path[frame]];
            if (phoneme < 0)
            {
                gaps[sentence]++;
                continue;
            }
            if (counts[sentence][phoneme]++ == 0)
                starts[sentence][phoneme] = frame;
            sums[sentence][phoneme] += fits[frame];
        }
        return
        [
            .. sentences.Select(
                (_, i) =>
                    counts[i].Contains(0) // not read, or read beyond the end of the recording
                        ? new SentencePlace([], 0, [], gaps[i])
                        : new SentencePlace(
                            starts[i],
                            starts[i][^1] + counts[i][^1],
                            [.. sums[i].Zip(counts[i], (sum, count) => sum / count)],
                            gaps[i]
                        )
            ),
        ];
    }
}
