using VoiceSmith.Text.Phonemes.Homographs;

namespace VoiceSmith.TextData;

/// <summary>
/// Trains the network that reads contexts: first it guesses the class of every word of the sentences, then it chooses
/// among readings.
/// </summary>
/// <remarks>
/// Answers are the classes, then what all verbs share, what all other readings share, and each reading.
/// </remarks>
internal sealed class HomographContexts
{
    private const int ClassEpochs = 2,
        ReadingEpochs = 12;
    private const double Balance = 0.5;
    private const float PlainImportance = 0.5f;

    private readonly Dictionary<string, int> _own = [];
    private readonly ContextNetwork _network;
    private readonly int _verb,
        _other;

    private HomographContexts(ContextNetwork network, int classes, IEnumerable<HomographReading> readings)
    {
        (_network, _verb, _other) = (network, classes, classes + 1);
        foreach (var reading in readings)
            _own.TryAdd(reading.Id, classes + 2 + _own.Count);
    }

    /// <summary>Trains.</summary>
    /// <param name="items">Labelled homographs.</param>
    /// <param name="plain">Words that are always verbs or never.</param>
    /// <param name="say">Is told the losses.</param>
    public static (ContextNetwork Network, Dictionary<string, float[]> Vectors) Train(
        HomographItem[] items,
        HomographItem[] plain,
        Action<string> say
    )
    {
        var examples = new ContextExamples([.. items.Select(item => item.Sentence)]);
        var contexts = new HomographContexts(
            examples.Network,
            examples.Classes,
            items.SelectMany(item => item.Readings)
        );
        var trainer = new ContextTrainer(examples.Network, examples.Classes + 2 + contexts._own.Count);
        for (var epoch = 0; epoch < ClassEpochs; epoch++)
            say(
                $"classes {epoch + 1} of {ClassEpochs}: {trainer.Epoch(examples.Questions, new(epoch == 0 ? 1e-3f : 5e-4f, 0.05f, 0, 0.1, 0.1)):F3}"
            );
        var importance = HomographItem.Importance(items, Balance);
        ContextQuestion[] questions =
        [
            .. items.Select(item => contexts.Ask(item, importance(item))),
            .. plain.Select(item => contexts.Ask(item, PlainImportance)),
        ];
        for (var epoch = 0; epoch < ReadingEpochs; epoch++)
            say(
                $"readings {epoch + 1} of {ReadingEpochs}: {trainer.Epoch(questions, new(1e-3f * (1 - (float)epoch / ReadingEpochs), 0.02f, 0.1f, 0.3, 0.2)):F3}"
            );
        var vectors = items
            .SelectMany(item => item.Readings)
            .Distinct()
            .ToDictionary(
                reading => reading.Id,
                reading =>
                {
                    var sum = (float[])trainer.Answers[contexts._own[reading.Id]].Clone();
                    ContextNetwork.Add(1, trainer.Answers[reading.IsVerb ? contexts._verb : contexts._other], sum);
                    return sum;
                }
            );
        return (examples.Network, vectors);
    }

    private ContextQuestion Ask(HomographItem item, float importance)
    {
        var haveVerb = item.Readings.Any(reading => reading.IsVerb);
        int[][] candidates = [.. item.Readings.Select(reading => new[]
                {
                    reading.Id.Length > 0 ? _own[reading.Id] : -1,
                    haveVerb
                        ? reading.IsVerb
                            ? _verb
                            : _other
                        : -1,
                }.Where(answer => answer >= 0).ToArray())];
        return new(_network.RowsAround(item.Sentence, item.At), candidates, item.Right, importance);
    }
}
