namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>Chooses among the readings of a word by the words around it: read, lead, live, bass, record.</summary>
/// <remarks>
/// The sum of two log-linear models: one over hashed features, one over the features of a small network.
/// <c>tools/TextData</c> trains them.
/// </remarks>
public sealed class HomographReader
{
    private const float NeedsCapital = 1e6f;
    private const int MostFeatures = 4096;

    private static readonly Lazy<HomographReader> LazyEnglish = new(() =>
    {
        using var weights = Resource("homographs.bin");
        return new(EnglishReadings(), HomographWeights.Read(weights));
    });

    private readonly IReadOnlyDictionary<string, HomographReading[]> _readings;
    private readonly HomographWeights _weights;

    /// <param name="readings">By word in lower case.</param>
    /// <param name="weights">Trained weights of the classifier.</param>
    public HomographReader(IReadOnlyDictionary<string, HomographReading[]> readings, HomographWeights weights) =>
        (_readings, _weights) = (readings, weights);

    /// <summary>The 162 homographs of WikipediaHomographData.</summary>
    public static HomographReader English => LazyEnglish.Value;

    /// <summary>The words that have several readings, in lower case.</summary>
    public IEnumerable<string> Words => _readings.Keys;

    /// <summary>True if a word has several readings.</summary>
    /// <param name="word">Lower case.</param>
    public bool Contains(string word) => _readings.ContainsKey(word) || PluralBase(word) is not null;

    /// <summary>The word id of the reading at a place of a sentence; null where the word has only one.</summary>
    /// <param name="homograph">The word.</param>
    /// <param name="start">Its first UTF-16 unit in the sentence.</param>
    /// <param name="sentence">The sentence as typed.</param>
    public string? Choose(string homograph, int start, string sentence) =>
        Read(homograph.ToLowerInvariant(), start, new SentenceWords(sentence))?.Id;

    /// <summary>Readings of English homographs, by word in lower case.</summary>
    public static Dictionary<string, HomographReading[]> EnglishReadings()
    {
        using var reader = new StreamReader(Resource("homographs.tsv"));
        return reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split('\t'))
            .GroupBy(
                parts => parts[0],
                parts => new HomographReading(
                    parts[1],
                    parts[2] == "verb",
                    parts[2] == "name",
                    parts[3] == "meaning",
                    Arpabet.Parse(parts[4])
                )
            )
            .ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>The reading of a word at a place of a sentence; null where it has only one.</summary>
    internal HomographReading? Read(string word, int start, SentenceWords sentence)
    {
        if (_readings.TryGetValue(word, out var readings))
            return Best(word, readings, sentence, start);
        if (PluralBase(word) is not { } stem)
            return null;
        var reading = Best(stem, _readings[stem], sentence, start);
        return reading with { Id = reading.Id + "+s", Phones = Inflections.AddS(reading.Phones) };
    }

    /// <summary>The reading that the next word decides, whatever else is there; null where it decides none.</summary>
    internal HomographReading? ReadBefore(string word, string next) =>
        _readings.TryGetValue(word, out var readings)
        && Collocations.Knows(word)
        && Collocations.Decide(word, new($"{word} {next}"), 0) is { } id
            ? Array.Find(readings, reading => reading.Id == id)
            : null;

    /// <summary>The reading of highest score.</summary>
    /// <param name="readings">The word's readings.</param>
    /// <param name="features">The word's context.</param>
    /// <param name="sentence">The sentence.</param>
    /// <param name="at">The word's place in it.</param>
    public HomographReading Best(
        HomographReading[] readings,
        HomographFeatures features,
        SentenceWords sentence,
        int at
    )
    {
        var context = _weights.Network.Forward(sentence, at);
        var size = 2 * features.Hashes.Count;
        var places = size <= MostFeatures ? stackalloc uint[size] : new uint[size];
        var scale = _weights.Step / MathF.Sqrt(features.Hashes.Count);
        var (best, highest) = (readings[0], float.MinValue);
        foreach (var reading in readings)
        {
            var sum = 0;
            foreach (var place in places[..reading.Places(features, _weights.Bits, places).All])
                sum += _weights.Features[place];
            var score =
                scale * sum
                + ContextNetwork.Dot(_weights.Vectors[reading.Id], context)
                - (reading.IsName && !features.IsCapital ? NeedsCapital : 0);
            if (score > highest)
                (best, highest) = (reading, score);
        }
        return best;
    }

    private HomographReading Best(string word, HomographReading[] readings, SentenceWords sentence, int start)
    {
        var at = Math.Max(0, sentence.IndexAt(start));
        if (
            Collocations.Decide(word, sentence, at) is { } id
            && Array.Find(readings, reading => reading.Id == id) is { } decided
        )
            return decided;
        return Best(readings, new(sentence, at), sentence, at);
    }

    /// <summary>Records, contracts: noun and verb differ as the word without -s does.</summary>
    private string? PluralBase(string word) =>
        word is [.., not 's', 's'] and not "houses"
        && _readings.TryGetValue(word[..^1], out var readings)
        && readings is [{ IsVerb: true }, { IsVerb: false }] or [{ IsVerb: false }, { IsVerb: true }]
            ? word[..^1]
            : null;

    private static Stream Resource(string name) =>
        typeof(HomographReader).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidDataException($"The assembly lacks its resource '{name}'.");
}
