using TorchSharp;
using VoiceSmith.Models.Layers;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Models.G2P;

/// <summary>
/// Says unknown words with a trained network, whose best answers are weighed by how usual their spelling is.
/// Deterministic, and safe to share among threads.
/// </summary>
public sealed class NeuralGraphemeToPhoneme : IGraphemeToPhoneme, IDisposable
{
    private const string EmbeddedName = "english.g2p";
    private const int WordsAtOnce = 256;

    /// <summary>Answers of the network that are weighed against each other.</summary>
    private const int Answers = 10;

    /// <summary>Weight of each graphone model's log-probability relative to the network's.</summary>
    private const float GraphoneWeight = 0.35f;

    /// <summary>Added for each sound at the beginning that a neighbour shares, as a mean over the neighbours.</summary>
    private const float NeighbourWeight = 0.5f;

    /// <summary>Log-probability added to a suggestion.</summary>
    private const float SuggestionBonus = 1;

    private static readonly Lazy<NeuralGraphemeToPhoneme?> LazyEnglish = new(LoadEmbedded);

    private readonly GraphemeToPhonemeModel _model;
    private readonly IReadOnlyList<GraphoneModel> _graphones;
    private readonly bool _ownsModel;

    /// <param name="model">Put into evaluation mode.</param>
    /// <param name="ownsModel">True if the network is disposed with this object.</param>
    /// <param name="graphones">Graphone models that rescore its answers; none leaves them as they are.</param>
    public NeuralGraphemeToPhoneme(
        GraphemeToPhonemeModel model,
        bool ownsModel = true,
        params IReadOnlyList<GraphoneModel> graphones
    )
    {
        (_model, _graphones, _ownsModel) = (model, graphones, ownsModel);
        model.eval();
    }

    /// <summary>
    /// The English model that is part of this build, loaded when first asked for; null where there is none. Not to be
    /// disposed.
    /// </summary>
    public static NeuralGraphemeToPhoneme? English => LazyEnglish.Value;

    /// <summary>The same, loaded with the first word that is unknown: for programs that should start at once.</summary>
    public static IGraphemeToPhoneme EnglishOnDemand { get; } = new OnDemand();

    /// <inheritdoc/>
    public IReadOnlyList<string> Pronounce(string word, params ReadOnlySpan<IReadOnlyList<string>> suggestions) =>
        Pronounce(word, neighbours: null, suggestions);

    /// <inheritdoc/>
    public IReadOnlyList<string> Pronounce(
        string word,
        WordNeighbours? neighbours,
        params ReadOnlySpan<IReadOnlyList<string>> suggestions
    )
    {
        if (WordCodec.Letters(word) is not { Length: > 0 } letters)
            return [];
        var outputs = Outputs(letters);
        var written = WordCodec.Pack(letters);
        var analogy = neighbours is null ? null : new Analogy(neighbours);
        var (best, highest) = ("", float.NegativeInfinity);
        foreach (var (answer, logProbability) in outputs.Best(Answers))
            Weigh(answer, logProbability);
        foreach (var suggestion in suggestions)
            if (WordCodec.Pack(WordCodec.Sounds(suggestion)) is var sounds)
                Weigh(sounds, SuggestionBonus + outputs.LogProbability(sounds));
        return WordCodec.Unpack(best);

        void Weigh(string sounds, double logProbability)
        {
            var score = (float)logProbability;
            foreach (var graphones in _graphones)
                score += GraphoneWeight * graphones.LogProbability(written, sounds);
            if (analogy is not null)
                score += NeighbourWeight * analogy.SharedSounds(sounds);
            if (score > highest)
                (best, highest) = (sounds, score);
        }
    }

    /// <summary>
    /// Says many words at once with the network alone, by its likeliest outputs: what training watches.
    /// </summary>
    /// <returns>The sounds of each; empty where a word has a character that the model does not know.</returns>
    public IReadOnlyList<IReadOnlyList<string>> PronounceAll(IReadOnlyList<string> words)
    {
        var said = new IReadOnlyList<string>[words.Count];
        foreach (
            var group in words
                .Select((word, place) => (Letters: WordCodec.Letters(word), place))
                .GroupBy(item => item.Letters?.Length ?? 0)
        )
            foreach (var chunk in group.Chunk(WordsAtOnce))
                if (group.Key == 0)
                    foreach (var (_, place) in chunk)
                        said[place] = [];
                else
                    PronounceSameLength(chunk, said);
        return said;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsModel)
            _model.Dispose();
    }

    private void PronounceSameLength((long[]? Letters, int Place)[] words, IReadOnlyList<string>[] said)
    {
        using var scope = NewDisposeScope();
        using var _ = inference_mode();
        var letters = tensor(words.SelectMany(word => word.Letters!).ToArray()).view(words.Length, -1);
        var best = _model.Forward(letters).Final.argmax(-1); // [batch, letter × slot]
        var (symbols, width) = (best.InMemory().data<long>().ToArray(), (int)best.size(1));
        for (var i = 0; i < words.Length; i++)
            said[words[i].Place] = WordCodec.Collapse(symbols.AsSpan(i * width, width));
    }

    private CtcOutputs Outputs(long[] letters)
    {
        var threads = get_num_threads();
        TorchThreads.Use(1); // of this thread alone: a word is too short to share
        try
        {
            using var input = tensor(letters, dimensions: [1, letters.Length]); // [1, letter]
            return Outputs(input);
        }
        finally
        {
            TorchThreads.Use(threads);
        }
    }

    /// <param name="letters">[1, letter]</param>
    private CtcOutputs Outputs(Tensor letters)
    {
        using var scope = NewDisposeScope();
        using var _ = inference_mode();
        var final = _model.Forward(letters).Final; // [1, letter × slot, symbol]
        return new(final.InMemory().data<float>().ToArray(), _model.Config.Symbols);
    }

    private static NeuralGraphemeToPhoneme? LoadEmbedded()
    {
        using var stream = typeof(NeuralGraphemeToPhoneme).Assembly.GetManifestResourceStream(EmbeddedName);
        return stream is null ? null : GraphemeToPhonemeFile.Read(stream, EmbeddedName);
    }

    private sealed class OnDemand : IGraphemeToPhoneme
    {
        public IReadOnlyList<string> Pronounce(string word, params ReadOnlySpan<IReadOnlyList<string>> suggestions) =>
            English is { } model ? model.Pronounce(word, suggestions) : [];

        public IReadOnlyList<string> Pronounce(
            string word,
            WordNeighbours? neighbours,
            params ReadOnlySpan<IReadOnlyList<string>> suggestions
        ) => English is { } model ? model.Pronounce(word, neighbours, suggestions) : [];
    }
}
