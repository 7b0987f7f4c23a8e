using System.Buffers;
using System.Runtime.InteropServices;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Streaming.Scheduling;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Voices;

/// <summary>The networks of a voice, run for several utterances at once.</summary>
internal sealed class NetworkBatches : IDisposable
{
    private readonly ModelVoice _voice;
    private readonly BatchSizes _sizes;
    private readonly BatchedDecoder? _acoustic; // null for a model that decodes sentences whole
    private readonly IVocoderBatch _vocoder;

    /// <param name="voice">Not owned.</param>
    /// <param name="sizes">Batches are padded to these.</param>
    public NetworkBatches(ModelVoice voice, BatchSizes sizes)
    {
        (_voice, _sizes) = (voice, sizes);
        var (acoustic, vocoder) = (voice.Networks.Acoustic, voice.Networks.Vocoder);
        _acoustic = BatchedDecoder.IsFor(acoustic) ? new(acoustic, sizes) : null;
        _vocoder = vocoder.NewBatch(sizes);
        Work = new(
            _acoustic is null ? null : new BatchWork<PlanningItem, ISentencePlan>(sizes.Max, Plan),
            _acoustic is null ? null : new BatchWork<ISentencePlan, Tensor?>(sizes.Max, Decode),
            new BatchWork<VocodingItem, Memory<float>>(sizes.Max, Vocode)
        );
    }

    /// <summary>The work, as the engine schedules it.</summary>
    public VoiceBatches Work { get; }

    /// <summary>Begins the sound of a sentence.</summary>
    public ISentenceSound NewSound(ulong seed) => new Sound(this, _vocoder.NewState(seed));

    /// <inheritdoc cref="ModelVoice.WarmUp"/>
    public void WarmUp()
    {
        using var inference = inference_mode();
        int[] phonemes = [.. Enumerable.Range(0, 48).Select(i => i % _voice.Inventory.Symbols.Count)];
        foreach (var size in _sizes.All)
        {
            var plans = Enumerable.Range(0, size).Select(_ => _voice.Plan(phonemes, new(), null, 0)).ToList();
            var sounds = plans.ConvertAll(_ => _voice.NewSound(0));
            for (var block = 0; block < 2; block++)
            {
                var mels = _acoustic is null
                    ? plans.ConvertAll(plan => plan.DecodeNext(1))
                    : [.. Work.Decoding!.Run(plans)];
                if (mels.TrueForAll(mel => mel is not null))
                    Work.Vocoding!.Run([
                        .. mels.Zip(sounds, (mel, sound) => new VocodingItem(sound, mel!, block == 1)),
                    ]);
                mels.ForEach(mel => mel?.Dispose());
            }
            plans.ForEach(plan => plan.Dispose());
            sounds.ForEach(sound => sound.Dispose());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _acoustic?.Dispose();
        _vocoder.Dispose();
    }

    private Sentence[] Plan(IReadOnlyList<PlanningItem> items) =>
        [
            .. _acoustic!
                .Plan([
                    .. items.Select(item => new SentenceInput(
                        item.Phonemes,
                        _voice.ControlsOf(item.Controls, item.Local, item.Seed)
                    )),
                ])
                .Select(sentence => new Sentence(this, sentence)),
        ];

    private Tensor?[] Decode(IReadOnlyList<ISentencePlan> plans)
    {
        var mels = new Tensor?[plans.Count];
        var left = plans
            .Index()
            .Where(one => SentenceOf(one.Item) is var sentence && sentence.Position < sentence.Frames)
            .ToList();
        if (left.Count == 0)
            return mels;
        foreach (var ((place, _), mel) in left.Zip(_acoustic!.DecodeNext(left.ConvertAll(one => SentenceOf(one.Item)))))
            mels[place] = mel;
        return mels;
    }

    private Memory<float>[] Vocode(IReadOnlyList<VocodingItem> items)
    {
        var samples = items
            .Select(item => new ArrayBufferWriter<float>((int)item.Mel.size(1) * _voice.HopLength))
            .ToArray();
        _vocoder.Decode([
            .. items.Zip(samples, (item, to) => new VocoderStep(((Sound)item.Sound).State, item.Mel, item.Last, to)),
        ]);
        return Array.ConvertAll(samples, made => MemoryMarshal.AsMemory(made.WrittenMemory));
    }

    private static BatchedSentence SentenceOf(ISentencePlan plan) => ((Sentence)plan).Decoding;

    /// <summary>One kind of work.</summary>
    private sealed class BatchWork<TItem, TResult>(int most, Func<IReadOnlyList<TItem>, IReadOnlyList<TResult>> run)
        : IBatchWork<TItem, TResult>
    {
        public int MaxBatch => most;

        public IReadOnlyList<TResult> Run(IReadOnlyList<TItem> items) => run(items);
    }

    private sealed class Sentence(NetworkBatches batches, BatchedSentence decoding) : ISentencePlan
    {
        public BatchedSentence Decoding => decoding;

        public IReadOnlyList<int> Durations => decoding.Durations;

        public Tensor? DecodeNext(int minFrames) => batches.Decode([this])[0];

        public void Dispose() => decoding.Dispose();
    }

    private sealed class Sound(NetworkBatches batches, IVocoderState state) : ISentenceSound
    {
        public IVocoderState State => state;

        public void Decode(Tensor mel, bool last, IBufferWriter<float> sound) =>
            sound.Write(batches.Vocode([new(this, mel, last)])[0].Span);

        public void Dispose() => state.Dispose();
    }
}
