using System.Numerics;

namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>
/// Encodes the context of a word as 128 features: for instance that a plural verb fits there, or a noun after its
/// adjective.
/// </summary>
/// <remarks>
/// One hidden layer over sums of embeddings, a slot for each of the four places to either side and one for all words of
/// the sentence. Pre-trained to predict the classes of words from their contexts, then trained to choose among
/// readings.
/// </remarks>
public sealed class ContextNetwork
{
    /// <summary>Places to either side of the word.</summary>
    public const int Reach = 4;

    /// <summary>One for each of these places, and one for the whole sentence.</summary>
    public const int Slots = 2 * Reach + 1;

    /// <summary>Size of an embedding.</summary>
    public const int Embedding = 32;

    /// <summary>Inputs of the hidden layer.</summary>
    public const int Inputs = Slots * Embedding;

    /// <summary>Units of the hidden layer.</summary>
    public const int Hidden = 128;

    private readonly Dictionary<string, int> _rows;

    /// <param name="traits">Traits of words that have an embedding, in the order of the table's rows.</param>
    public ContextNetwork(IReadOnlyList<string> traits)
    {
        (Traits, _rows) = (traits, new(traits.Count, StringComparer.Ordinal));
        for (var i = 0; i < traits.Count; i++)
            _rows.Add(traits[i], i);
        Table = new float[traits.Count * Embedding];
    }

    /// <summary>An untrained network for the traits that occur in sentences.</summary>
    /// <param name="sentences">The sentences that it will be trained on.</param>
    /// <param name="minCount">Rarer traits get no embedding.</param>
    public static ContextNetwork For(IReadOnlyList<SentenceWords> sentences, int minCount)
    {
        var counts = sentences
            .SelectMany(sentence => Enumerable.Range(0, sentence.Count).SelectMany(at => TraitsAt(sentence, at)))
            .CountBy(trait => trait);
        return new([
            .. ContextTraits.Of(sentences[0], -1),
            .. ContextTraits.Of(sentences[0], sentences[0].Count),
            .. counts.Where(one => one.Value >= minCount).Select(one => one.Key).Order(StringComparer.Ordinal),
        ]);

        static IEnumerable<string> TraitsAt(SentenceWords sentence, int at) =>
            ContextTraits.Anywhere(sentence, at) is { } anywhere
                ? ContextTraits.Of(sentence, at).Append(anywhere)
                : ContextTraits.Of(sentence, at);
    }

    /// <summary>Traits of words that have an embedding, in the order of the table's rows.</summary>
    public IReadOnlyList<string> Traits { get; }

    /// <summary>Embeddings, [trait, 32].</summary>
    public float[] Table { get; }

    /// <summary>Weights of the hidden layer, [128, slot, 32].</summary>
    public float[] Weights { get; } = new float[Hidden * Inputs];

    /// <summary>Biases of the hidden layer, [128].</summary>
    public float[] Bias { get; } = new float[Hidden];

    /// <summary>Rows of the embedding table for the words around a place.</summary>
    /// <param name="words">The sentence.</param>
    /// <param name="at">The place, from 0.</param>
    /// <returns>[slot][row]</returns>
    public int[][] RowsAround(SentenceWords words, int at)
    {
        var (near, anywhere) = words.Rows.TryGetValue(this, out var known)
            ? known
            : words.Rows[this] = (
                [
                    .. Enumerable
                        .Range(-Reach, words.Count + 2 * Reach + 1)
                        .Select(i => Known(ContextTraits.Of(words, i))),
                ],
                [
                    .. Enumerable
                        .Range(0, words.Count)
                        .Select(i =>
                            ContextTraits.Anywhere(words, i) is { } trait ? _rows.GetValueOrDefault(trait, -1) : -1
                        ),
                ]
            );
        var rows = new int[Slots][];
        for (var (offset, slot) = (-Reach, 0); offset <= Reach; offset++)
            if (offset != 0)
                rows[slot++] = near[at + offset + Reach];
        rows[^1] = [.. anywhere.Where((row, i) => row >= 0 && i != at)];
        return rows;
    }

    /// <summary>Features of a context.</summary>
    /// <param name="words">The sentence.</param>
    /// <param name="at">The place, from 0.</param>
    /// <returns>[128], none negative</returns>
    public float[] Forward(SentenceWords words, int at)
    {
        var (inputs, hidden) = (new float[Inputs], new float[Hidden]);
        Embed(RowsAround(words, at), inputs);
        ApplyHiddenLayer(inputs, hidden);
        return hidden;
    }

    /// <summary>Sums the embeddings of each slot.</summary>
    /// <param name="rows">[slot][row]</param>
    /// <param name="inputs">Receives the sums, [slot, 32].</param>
    public void Embed(int[][] rows, Span<float> inputs)
    {
        inputs.Clear();
        for (var slot = 0; slot < Slots; slot++)
            foreach (var row in rows[slot])
                Add(
                    ScaleOf(rows, slot),
                    Table.AsSpan(row * Embedding, Embedding),
                    inputs.Slice(slot * Embedding, Embedding)
                );
    }

    /// <summary>Applies the hidden layer, with a ReLU.</summary>
    /// <param name="inputs">[slot, 32]</param>
    /// <param name="hidden">Receives the features, [128].</param>
    public void ApplyHiddenLayer(ReadOnlySpan<float> inputs, Span<float> hidden)
    {
        for (var i = 0; i < Hidden; i++)
            hidden[i] = Math.Max(0, Bias[i] + Dot(Weights.AsSpan(i * Inputs, Inputs), inputs));
    }

    /// <summary>Scale of a slot's embeddings: 1, or 1/√(n + 1) for the n words of the whole sentence.</summary>
    /// <param name="rows">[slot][row]</param>
    /// <param name="slot">The slot.</param>
    public static float ScaleOf(int[][] rows, int slot) =>
        slot == Slots - 1 ? 1 / MathF.Sqrt(rows[slot].Length + 1) : 1;

    /// <summary>The dot product of two vectors, whose length is a multiple of the vector registers'.</summary>
    /// <param name="a">The first.</param>
    /// <param name="b">The second, as long.</param>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sums = Vector<float>.Zero;
        for (var i = 0; i < a.Length; i += Vector<float>.Count)
            sums += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        return Vector.Sum(sums);
    }

    /// <summary>Adds a multiple of a vector to another, whose length is a multiple of the vector registers'.</summary>
    /// <param name="scale">The factor.</param>
    /// <param name="a">The vector.</param>
    /// <param name="into">The vector that is changed, as long.</param>
    public static void Add(float scale, ReadOnlySpan<float> a, Span<float> into)
    {
        for (var i = 0; i < a.Length; i += Vector<float>.Count)
            (new Vector<float>(into[i..]) + scale * new Vector<float>(a[i..])).CopyTo(into[i..]);
    }

    /// <summary>Writes the network, its weights quantized to eight bits.</summary>
    /// <param name="writer">Receives it.</param>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Traits.Count);
        foreach (var trait in Traits)
            writer.Write(trait);
        EightBits.Write(writer, Table);
        EightBits.Write(writer, Weights);
        EightBits.Write(writer, Bias);
    }

    /// <summary>Reads a network that <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Stands at its first byte.</param>
    public static ContextNetwork Read(BinaryReader reader)
    {
        var traits = new string[reader.ReadInt32()];
        for (var i = 0; i < traits.Length; i++)
            traits[i] = reader.ReadString();
        var network = new ContextNetwork(traits);
        EightBits.Read(reader, network.Table);
        EightBits.Read(reader, network.Weights);
        EightBits.Read(reader, network.Bias);
        return network;
    }

    private int[] Known(IEnumerable<string> traits)
    {
        var rows = new List<int>();
        foreach (var trait in traits)
            if (_rows.TryGetValue(trait, out var row))
                rows.Add(row);
        return [.. rows];
    }
}
