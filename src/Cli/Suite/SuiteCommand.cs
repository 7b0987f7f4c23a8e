using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using VoiceSmith.Audio;
using VoiceSmith.Models;
using VoiceSmith.Training;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Reports;

namespace VoiceSmith.Cli.Suite;

/// <summary>Options of <c>voicesmith evaluate --suite</c>.</summary>
/// <param name="Voices">Their paths or names; null for the built-in one.</param>
/// <param name="Speaker">A speaker's name; null for the first.</param>
/// <param name="Texts">Files of sentences.</param>
/// <param name="Data">Prepared recordings whose validation sentences are spoken and compared; null for none.</param>
/// <param name="Aligner">The aligner that scores; null for the first voice's own aligner, where it has one.</param>
/// <param name="Limit">Of each set.</param>
/// <param name="Output">A folder.</param>
internal sealed record SuiteRequest(
    IReadOnlyList<string?> Voices,
    string? Speaker,
    IReadOnlyList<string> Texts,
    string? Data,
    string? Aligner,
    BatchLimit Limit,
    string Output
);

/// <summary>Runs the suite.</summary>
internal static class SuiteCommand
{
    /// <summary>Speaks all sets, writes the page, and prints the means as one line of JSON.</summary>
    public static async Task RunAsync(SuiteRequest request, CancellationToken cancellationToken)
    {
        var aligner = LoadAligner(request);
        var voices = new List<SuiteVoice>();
        try
        {
            foreach (var path in request.Voices)
                voices.Add(Load(path, request, aligner, voices.Count));
            await SpeakAsync(request, voices, aligner, cancellationToken);
        }
        finally
        {
            foreach (var voice in voices)
                await voice.DisposeAsync();
            aligner?.Model.Dispose();
        }
    }

    private static async Task SpeakAsync(
        SuiteRequest request,
        List<SuiteVoice> voices,
        StoredAcoustic? aligner,
        CancellationToken cancellationToken
    )
    {
        using var data = request.Data is { } folder ? PreparedCorpus.Open(folder) : null;
        var sets = request
            .Texts.Select(SuiteSentences.Read)
            .Prepend(SuiteSentences.Own)
            .Select(set => set.Take(request.Limit.Of(set.Count)).ToArray())
            .ToArray();
        var recorded = data is null
            ? []
            : data
                .Manifest.ValidationUtterances.Take(request.Limit.Of(data.Manifest.ValidationUtterances.Count))
                .ToArray();
        var evaluations = data is null
            ? []
            : voices.Select(voice => new VoiceEvaluation(voice.Voice, data, aligner?.Model.Aligner)).ToArray();
        var suite = new VoiceSuite(voices, Directory.CreateDirectory(request.Output).FullName);
        await AnsiConsole
            .Progress()
            .StartAsync(async context =>
            {
                var task = context.AddTask("Speaking", maxValue: sets.Sum(set => set.Length) + recorded.Length);
                foreach (var item in recorded)
                {
                    await suite.HearAsync(
                        new("recorded", item.Id, item.Text),
                        RecordingOf(data!, item),
                        i =>
                            OnlyCompared(
                                evaluations[i].Score(item, voices[i].Voice.Manifest.SpeakerRow(request.Speaker)).Score
                            ),
                        cancellationToken
                    );
                    task.Increment(1);
                }
                foreach (var sentence in sets.SelectMany(set => set))
                {
                    await suite.HearAsync(
                        sentence,
                        recording: null,
                        _ => new Dictionary<string, double>(),
                        cancellationToken
                    );
                    task.Increment(1);
                }
            });
        var page = suite.WritePage();
        Console.WriteLine(JsonSerializer.Serialize(new { page, means = suite.Means() }));
    }

    private static AudioClip RecordingOf(PreparedCorpus data, Utterance item)
    {
        var samples = new float[item.Frames * data.Manifest.Mel.HopLength];
        data.ReadSamples(item.FirstFrame, item.Frames, samples);
        return new(samples, data.Manifest.Mel.SampleRate);
    }

    /// <summary>Scores that need the recording; the others are measured on the streamed sound.</summary>
    private static Dictionary<string, double> OnlyCompared(SentenceScore score) =>
        score
            .Values.Where(value => value.Key is not ("F0 Hz" or "aligner score"))
            .ToDictionary(value => value.Key, value => value.Value);

    private static SuiteVoice Load(string? path, SuiteRequest request, StoredAcoustic? aligner, int place)
    {
        var voice = Voice.LoadNamed(path);
        var title = $"{(char)('a' + place)}: {voice.Manifest.Name} {voice.Manifest.Version}".TrimEnd();
        return new(title, voice, voice.Manifest.SpeakerRow(request.Speaker), aligner);
    }

    /// <summary>The aligner asked for; else the one inside the first voice that was packed with one.</summary>
    private static StoredAcoustic? LoadAligner(SuiteRequest request)
    {
        if (request.Aligner is { } path)
            return Quiet(StoredAcoustic.Load(path, null));
        foreach (var voice in request.Voices)
            try
            {
                return Quiet(
                    StoredAcoustic.Load(
                        voice is null || File.Exists(voice) || Directory.Exists(voice) ? voice : null,
                        null
                    )
                );
            }
            catch (UntrainableVoiceException)
            {
                continue; // packed without the parts for training
            }
        return null;
    }

    private static StoredAcoustic Quiet(StoredAcoustic aligner)
    {
        aligner.Model.eval();
        return aligner;
    }
}
