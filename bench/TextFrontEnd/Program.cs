using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using VoiceSmith.Audio;
using VoiceSmith.Models.G2P;
using VoiceSmith.Text;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemes.Homographs;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Text.Sentences;
using VoiceSmith.Torch;

// What the text front end costs on one core: start-up, then words and characters a second. Speeds are those of CPU
// time, so that a busy machine changes little; start-up is by the clock.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// as in every program, before torch is called
RuntimeHelpers.RunModuleConstructor(typeof(MelConfig).Module.ModuleHandle);
TorchThreads.Use(1);

const string Paragraph = """
    Dr. Adams paid $1,250.75 for 3 1/2 lbs. of saffron on Sept. 3, 2019, at 9 a.m. "Did you read it?" she asked; he had read
    the record twice. They live near the lead mine, and live music plays there. The bass player's wind-swept house was close to the
    U.S. border... Everybody knew the cheesemonger, the bookbinder and the skateboarder, but nobody had ever met the lighthouse keeper!
    Please present the present to the desert guard before you desert us. It happened in the 1990s, on 12/05/1998, or so they say.

    """;

var before = GC.GetTotalMemory(forceFullCollection: true);
Show("dictionary, first word", "ms", Time(() => PronouncingLexicon.English.First("hello")), "150");
Show("homographs, first choice", "ms", Time(() => HomographReader.English.Choose("read", 6, "I had read it.")), null);
Show("dictionary and homographs, memory", "MB", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, "40");
Show("grapheme-to-phoneme model, loading", "ms", Time(() => _ = NeuralGraphemeToPhoneme.English), null);

var (normalizer, phonemizer) = (new TextNormalizer(), new EnglishPhonemizer(NeuralGraphemeToPhoneme.English));
var text = string.Concat(Enumerable.Repeat(Paragraph, 40));
var sentences = SentenceSplitter.Split(text);
var spoken = sentences.Select(sentence => normalizer.Normalize(sentence.Text)).ToArray();
var words = spoken.Sum(sentence => sentence.Tokens.Count(token => token.Kind == SpokenTokenKind.Word));
Console.WriteLine($"{text.Length:N0} characters, {sentences.Count:N0} sentences, {words:N0} words");

Show("splitting, whole", "characters/s", text.Length / Seconds(() => SentenceSplitter.Split(text).Count), null);
Show("splitting, a character at a time", "characters/s", text.Length / Seconds(SplitByCharacters), null);
Show(
    "normalization",
    "words/s",
    words
        / Seconds(() =>
            sentences.Select(sentence => normalizer.Normalize(sentence.Text)).Count(item => item.Tokens.Count > 0)
        ),
    null
);
Show(
    "pronunciation",
    "words/s",
    words / Seconds(() => spoken.Sum(sentence => phonemizer.Phonemize(sentence).Count)),
    null
);
Show(
    "all three",
    "words/s",
    words
        / Seconds(() =>
            SentenceSplitter
                .Split(text)
                .Sum(sentence => phonemizer.Phonemize(normalizer.Normalize(sentence.Text)).Count)
        ),
    "20000"
);

string[] unknown =
[
    "zwerlkin", "brontag", "quistopher", "melvathorpe", "ostrigant", "yendrick", "plomber", "cravistol",
];
if (NeuralGraphemeToPhoneme.English is { } model)
    Show(
        "unknown word, trained model",
        "ms",
        1000 * Seconds(() => unknown.Sum(word => model.Pronounce(word).Count)) / unknown.Length,
        "5"
    );
Show(
    "unknown word, rules",
    "ms",
    1000 * Seconds(() => unknown.Sum(word => LetterToSound.English.Pronounce(word).Count)) / unknown.Length,
    null
);

int SplitByCharacters()
{
    var (splitter, released) = (new SentenceSplitter(), 0);
    for (var i = 0; i < text.Length; i++)
        released += splitter.Append(text.AsSpan(i, 1)).Count;
    return released + splitter.Flush().Count;
}

static void Show(string what, string unit, double value, string? goal) =>
    Console.WriteLine($"{what,-38} {value,14:N2} {unit,-14} {(goal is null ? "" : $"goal {goal}")}");

static double Time(Action work)
{
    var watch = Stopwatch.StartNew();
    work();
    return watch.Elapsed.TotalMilliseconds;
}

// CPU time of a round, over three seconds of rounds after a warm-up: the system counts in ticks of 10 ms.
static double Seconds(Func<int> work)
{
    work();
    var (rounds, start) = (0, Cpu());
    var watch = Stopwatch.StartNew();
    for (; watch.Elapsed < TimeSpan.FromSeconds(3); rounds++)
        work();
    Console.Write($"[{watch.Elapsed.TotalMilliseconds / rounds,8:N2} ms by the clock] ");
    return (Cpu() - start).TotalSeconds / rounds;
}

static TimeSpan Cpu() => Process.GetCurrentProcess().TotalProcessorTime;
