using System.Buffers.Binary;
using System.IO.Compression;

namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>Chooses among the readings of a word by the words around it: read, lead, live, bass, record.</summary>
/// <remarks>A log-linear model with hashed features and weights of eight bits; <c>tools/TextData homographs</c> trains it.</remarks>
public sealed class HomographReader
{
    private const uint Magic = 0x314D4856; // "VHM1"
    private const int NeedsCapital = 1 << 24;
    private const int MostFeatures = 4096;

    private static readonly Lazy<HomographReader> LazyEnglish = new(() =>
    {
        using var weights = Resource("homographs.bin");
        return new(ReadReadings(), ReadWeights(weights));
    });

    private readonly IReadOnlyDictionary<string, HomographReading[]> _readings;
    private readonly sbyte[] _weights;
    private readonly int _bits;

    internal HomographReader(IReadOnlyDictionary<string, HomographReading[]> readings, sbyte[] weights) =>
        (_readings, _weights, _bits) = (readings, weights, int.Log2(weights.Length));

    /// <summary>The 162 homographs of WikipediaHomographData.</summary>
    public static HomographReader English => LazyEnglish.Value;

    /// <summary>The words that have several readings, in lower case.</summary>
    public IEnumerable<string> Words => _readings.Keys;

    /// <summary>Whether a word has several readings.</summary>
    /// <param name="word">Lower case.</param>
    public bool Contains(string word) => _readings.ContainsKey(word) || PluralBase(word) is not null;

    /// <summary>The word id of the reading at a place of a sentence; null where the word has only one.</summary>
    /// <param name="homograph">The word.</param>
    /// <param name="start">Its first UTF-16 unit in the sentence.</param>
    /// <param name="sentence">The sentence as typed.</param>
    public string? Choose(string homograph, int start, string sentence) =>
        Read(homograph.ToLowerInvariant(), start, new SentenceWords(sentence))?.Id;

    /// <summary>The readings of the assembly.</summary>
    internal static Dictionary<string, HomographReading[]> ReadReadings()
    {
        using var reader = new StreamReader(Resource("homographs.tsv"));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Select(line => line.Split('\t'))
            .GroupBy(parts => parts[0], parts => new HomographReading(parts[1], parts[2] == "verb", parts[2] == "name", parts[3] == "meaning", Arpabet.Parse(parts[4])))
            .ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>Writes weights as <see cref="English"/> reads them.</summary>
    internal static void WriteWeights(ReadOnlySpan<sbyte> weights, Stream stream)
    {
        using var brotli = new BrotliStream(stream, CompressionLevel.SmallestSize, leaveOpen: true);
        Span<byte> header = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], weights.Length);
        brotli.Write(header);
        brotli.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights));
    }

    /// <summary>The reading of a word at a place of a sentence; null where it has only one.</summary>
    internal HomographReading? Read(string word, int start, SentenceWords sentence)
    {
        if (_readings.TryGetValue(word, out var readings))
            return Best(readings, new(sentence, Math.Max(0, sentence.IndexAt(start))));
        if (PluralBase(word) is not { } stem)
            return null;
        var reading = Best(_readings[stem], new(sentence, Math.Max(0, sentence.IndexAt(start))));
        return reading with { Id = reading.Id + "+s", Phones = Inflections.AddS(reading.Phones) };
    }

    /// <summary>The reading whose weights sum up highest.</summary>
    internal HomographReading Best(HomographReading[] readings, HomographFeatures features)
    {
        Span<uint> places = stackalloc uint[Math.Min(2 * features.Hashes.Count, MostFeatures)];
        if (2 * features.Hashes.Count > MostFeatures)
            places = new uint[2 * features.Hashes.Count];
        var (best, highest) = (readings[0], int.MinValue);
        foreach (var reading in readings)
        {
            var sum = 0;
            foreach (var place in places[..reading.Places(features, _bits, places).All])
                sum += _weights[place];
            if (reading.IsName && !features.IsCapital)
                sum -= NeedsCapital;
            if (sum > highest)
                (best, highest) = (reading, sum);
        }
        return best;
    }

    /// <summary>Records, contracts: noun and verb differ as the word without -s does.</summary>
    private string? PluralBase(string word) =>
        word is [.., not 's', 's'] and not "houses" && _readings.TryGetValue(word[..^1], out var readings) &&
        readings is [{ IsVerb: true }, { IsVerb: false }] or [{ IsVerb: false }, { IsVerb: true }] ? word[..^1] : null;

    private static sbyte[] ReadWeights(Stream stream)
    {
        using var brotli = new BrotliStream(stream, CompressionMode.Decompress);
        Span<byte> header = stackalloc byte[8];
        brotli.ReadExactly(header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic)
            throw new InvalidDataException("Not the weights of homographs.");
        var weights = new sbyte[BinaryPrimitives.ReadInt32LittleEndian(header[4..])];
        brotli.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()));
        return weights;
    }

    private static Stream Resource(string name) => typeof(HomographReader).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidDataException($"The assembly lacks its resource '{name}'.");
}
