using System.Numerics;

namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>
/// Tells from the words around a place what could stand there, as 128 numbers: a verb in the plural, a noun after its
/// adjective.
/// </summary>
/// <remarks>
/// One hidden layer over sums of embeddings, a slot for each of the four places to either side and one for all words of
/// the sentence. It learnt first to guess the classes of words from those around, then to choose among readings.
/// </remarks>
internal sealed class ContextNetwork
{
    public const int Reach = 4,
        Slots = 2 * Reach + 1,
        Embedding = 32,
        Inputs = Slots * Embedding,
        Hidden = 128;

    private readonly Dictionary<string, int> _rows;

    /// <param name="traits">What of a word has an embedding, in the order of the table's rows.</param>
    public ContextNetwork(IReadOnlyList<string> traits)
    {
        (Traits, _rows) = (traits, new(traits.Count, StringComparer.Ordinal));
        for (var i = 0; i < traits.Count; i++)
            _rows.Add(traits[i], i);
        Table = new float[traits.Count * Embedding];
    }

    public IReadOnlyList<string> Traits { get; }

    /// <summary>Embeddings, [trait, 32].</summary>
    public float[] Table { get; }

    /// <summary>Of the hidden layer, [128, slot, 32].</summary>
    public float[] Weights { get; } = new float[Hidden * Inputs];

    public float[] Bias { get; } = new float[Hidden];

    /// <summary>Features of the words around a place: rows of the table, for each slot.</summary>
    public int[][] RowsAround(SentenceWords words, int at)
    {
        var (near, anywhere) = words.Seen.TryGetValue(this, out var seen)
            ? seen
            : words.Seen[this] = (
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

    /// <summary>The hidden layer's answer.</summary>
    /// <returns>128 numbers, none negative.</returns>
    public float[] Ask(SentenceWords words, int at)
    {
        var (inputs, hidden) = (new float[Inputs], new float[Hidden]);
        Gather(RowsAround(words, at), inputs);
        Hide(inputs, hidden);
        return hidden;
    }

    /// <summary>Adds up the embeddings of each slot.</summary>
    public void Gather(int[][] rows, Span<float> inputs)
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

    /// <summary>The hidden layer.</summary>
    public void Hide(ReadOnlySpan<float> inputs, Span<float> hidden)
    {
        for (var i = 0; i < Hidden; i++)
            hidden[i] = Math.Max(0, Bias[i] + Dot(Weights.AsSpan(i * Inputs, Inputs), inputs));
    }

    /// <summary>Scale of a slot's embeddings: a long sentence is not louder than a short one.</summary>
    public static float ScaleOf(int[][] rows, int slot) =>
        slot == Slots - 1 ? 1 / MathF.Sqrt(rows[slot].Length + 1) : 1;

    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sums = Vector<float>.Zero;
        for (var i = 0; i < a.Length; i += Vector<float>.Count)
            sums += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        return Vector.Sum(sums);
    }

    /// <summary>Adds a multiple of a vector to another.</summary>
    public static void Add(float scale, ReadOnlySpan<float> a, Span<float> into)
    {
        for (var i = 0; i < a.Length; i += Vector<float>.Count)
            (new Vector<float>(into[i..]) + scale * new Vector<float>(a[i..])).CopyTo(into[i..]);
    }

    /// <summary>Writes the network, its numbers in eight bits.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Traits.Count);
        foreach (var trait in Traits)
            writer.Write(trait);
        EightBits.Write(writer, Table);
        EightBits.Write(writer, Weights);
        EightBits.Write(writer, Bias);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
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
