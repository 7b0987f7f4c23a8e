using TorchSharp;
using VoiceSmith.Text.Phonemes;
using static TorchSharp.torch;

namespace VoiceSmith.Models.G2P;

/// <summary>Says unknown words with a trained model. Deterministic, and safe to share among threads.</summary>
public sealed class NeuralGraphemeToPhoneme : IGraphemeToPhoneme, IDisposable
{
    private const string EmbeddedName = "english.g2p";
    private const int WordsAtOnce = 256;

    private static readonly Lazy<NeuralGraphemeToPhoneme?> LazyEnglish = new(LoadEmbedded);

    private readonly GraphemeToPhonemeModel _model;
    private readonly bool _ownsModel;

    /// <param name="model">Put into evaluation mode.</param>
    /// <param name="ownsModel">Whether it is disposed with this object.</param>
    public NeuralGraphemeToPhoneme(GraphemeToPhonemeModel model, bool ownsModel = true)
    {
        (_model, _ownsModel) = (model, ownsModel);
        model.eval();
    }

    /// <summary>The English model that is part of this build, loaded when first asked for; null where there is none. Not to be disposed.</summary>
    public static NeuralGraphemeToPhoneme? English => LazyEnglish.Value;

    /// <inheritdoc/>
    public IReadOnlyList<string> Pronounce(string word) => PronounceAll([word])[0];

    /// <summary>Says many words at once.</summary>
    /// <returns>The sounds of each; empty where a word has a character that the model does not know.</returns>
    public IReadOnlyList<IReadOnlyList<string>> PronounceAll(IReadOnlyList<string> words)
    {
        var said = new IReadOnlyList<string>[words.Count];
        foreach (var group in words.Select((word, place) => (Letters: WordCodec.Letters(word), place)).GroupBy(item => item.Letters?.Length ?? 0))
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
        var best = _model.Forward(letters).Final.argmax(-1);                        // [batch, letter × slot]
        var (symbols, width) = (best.data<long>().ToArray(), (int)best.shape[1]);
        for (var i = 0; i < words.Length; i++)
            said[words[i].Place] = WordCodec.Collapse(symbols.AsSpan(i * width, width));
    }

    private static NeuralGraphemeToPhoneme? LoadEmbedded()
    {
        using var stream = typeof(NeuralGraphemeToPhoneme).Assembly.GetManifestResourceStream(EmbeddedName);
        return stream is null ? null : new(GraphemeToPhonemeFile.Read(stream, EmbeddedName));
    }
}
