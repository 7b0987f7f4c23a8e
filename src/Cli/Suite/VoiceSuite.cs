using System.Globalization;
using System.Text;
using VoiceSmith.Audio;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Training.Reports;

namespace VoiceSmith.Cli.Suite;

/// <summary>
/// Lets one voice or two speak sets of sentences, and writes what they scored with players and pictures on a page.
/// </summary>
/// <param name="voices">One, or two to be compared; owned by the caller.</param>
/// <param name="folder">For <c>suite.html</c>, sounds and pictures.</param>
internal sealed class VoiceSuite(IReadOnlyList<SuiteVoice> voices, string folder)
{
    /// <summary>The page's name.</summary>
    public const string FileName = "suite.html";

    private const string Recording = "recording";

    private readonly List<(SuiteSentence Sentence, SuiteTake[] Takes, bool IsRecorded)> _heard = [];

    /// <summary>Speaks one sentence with each voice.</summary>
    /// <param name="sentence">The text spoken.</param>
    /// <param name="recording">
    /// The same sentence by a person, to be heard beside the voices; null where there is none.
    /// </param>
    /// <param name="more">Further scores of a voice, by its place; may be empty.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task HearAsync(
        SuiteSentence sentence,
        AudioClip? recording,
        Func<int, IReadOnlyDictionary<string, double>> more,
        CancellationToken cancellationToken
    )
    {
        var takes = new SuiteTake[voices.Count];
        for (var i = 0; i < takes.Length; i++)
        {
            var take = await voices[i].SpeakAsync(sentence.Text, cancellationToken);
            takes[i] = take with
            {
                Scores = take.Scores.Concat(more(i)).ToDictionary(score => score.Key, score => score.Value),
            };
            Write(voices[i], voices[i].Title, take.Clip, sentence, Letter(i));
        }
        if (recording is not null)
            Write(voices[0], Recording, recording, sentence, Recording);
        _heard.Add((sentence, takes, recording is not null));
    }

    /// <summary>Means of all scores, by voice, by set.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, Dictionary<string, double>>> Means() =>
        voices
            .Index()
            .ToDictionary(
                voice => voice.Item.Title,
                voice =>
                    _heard
                        .Select(heard => heard.Sentence.Set)
                        .Distinct()
                        .Append("all")
                        .ToDictionary(
                            set => set,
                            set =>
                                _heard
                                    .Where(heard => set == "all" || heard.Sentence.Set == set)
                                    .SelectMany(heard => heard.Takes[voice.Index].Scores)
                                    .Where(score => double.IsFinite(score.Value))
                                    .GroupBy(score => score.Key)
                                    .ToDictionary(
                                        scores => scores.Key,
                                        scores => Math.Round(scores.Average(score => score.Value), 4)
                                    )
                        )
            );

    /// <summary>Writes the page.</summary>
    /// <returns>Its path.</returns>
    public string WritePage()
    {
        var page = new HtmlPage("Voices side by side: " + string.Join(", ", voices.Select(voice => voice.Title)));
        var means = Means();
        foreach (var set in means.Values.First().Keys.Reverse())
        {
            page.Heading($"Means of {(set == "all" ? "all sentences" : "the set " + set)}");
            page.Table(
                means
                    .Values.First()[set]
                    .Keys.Select(name =>
                        (IReadOnlyList<string>)
                            [
                                name,
                                .. means.Values.Select(voice =>
                                    voice[set].TryGetValue(name, out var value) ? Text(value) : ""
                                ),
                            ]
                    ),
                ["score", .. means.Keys]
            );
        }
        foreach (var (sentence, takes, isRecorded) in _heard)
            Show(page, sentence, takes, isRecorded);
        var path = Path.Combine(folder, FileName);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page.ToString())));
        return path;
    }

    private void Write(SuiteVoice voice, string title, AudioClip clip, SuiteSentence sentence, string who)
    {
        WavFile.Write(PathOf(sentence, who, "wav"), clip);
        voice.Draw(title, clip, PathOf(sentence, who, "png"));
    }

    private void Show(HtmlPage page, SuiteSentence sentence, SuiteTake[] takes, bool isRecorded)
    {
        page.Heading($"{sentence.Set} {sentence.Id}");
        page.Text(sentence.Text);
        page.OpenColumns();
        for (var i = 0; i < takes.Length; i++)
            page.Sound(voices[i].Title, PathOf(sentence, Letter(i), "wav"));
        if (isRecorded)
            page.Sound(Recording, PathOf(sentence, Recording, "wav"));
        page.CloseColumns();
        page.OpenColumns();
        for (var i = 0; i < takes.Length; i++)
            page.Picture(
                takes[i].Unclear.Count == 0
                    ? voices[i].Title
                    : $"{voices[i].Title}; unclear: {string.Join(", ", takes[i].Unclear)}",
                PathOf(sentence, Letter(i), "png")
            );
        if (isRecorded)
            page.Picture(Recording, PathOf(sentence, Recording, "png"));
        page.CloseColumns();
        page.Table(
            takes[0]
                .Scores.Keys.Select(name =>
                    (IReadOnlyList<string>)
                        [name, .. takes.Select(take => Text(take.Scores.GetValueOrDefault(name, double.NaN)))]
                ),
            ["score", .. voices.Select(voice => voice.Title)]
        );
    }

    private static string Letter(int voice) => ((char)('a' + voice)).ToString();

    private string PathOf(SuiteSentence sentence, string who, string extension)
    {
        var parts = Directory.CreateDirectory(Path.Combine(folder, "parts")).FullName;
        var name = string.Concat(
            $"{sentence.Set}-{sentence.Id}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_')
        );
        return Path.Combine(parts, $"{name}-{who}.{extension}");
    }

    private static string Text(double value) =>
        double.IsFinite(value) ? value.ToString("G4", CultureInfo.InvariantCulture) : "";
}
