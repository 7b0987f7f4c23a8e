using System.Diagnostics;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Cli.Speaking;

/// <summary>
/// Speaks a file of lines into a folder of WAV files. Lines that cannot be spoken are named and passed over.
/// </summary>
/// <param name="speech">Speaks.</param>
/// <param name="request">Voice and controls of every line.</param>
/// <param name="display">Shows progress and the summary.</param>
internal sealed class SpokenBatch(TextToSpeech speech, SpeechRequest request, SpeakingDisplay display)
{
    /// <summary>Speaks all lines.</summary>
    /// <param name="file">Lines 'id|text' or 'id|raw|normalised'.</param>
    /// <param name="folder">Folder for the WAV files; made if it is not there.</param>
    /// <param name="cancellationToken">Stops after the last whole file.</param>
    /// <returns>0, or 1 if a line was passed over.</returns>
    /// <exception cref="VoiceSmithException">
    /// VS1022: the file cannot be read; VS5008: the folder cannot be made.
    /// </exception>
    public async Task<int> RunAsync(string file, string folder, CancellationToken cancellationToken)
    {
        var lines = await ReadAsync(file, cancellationToken);
        Make(folder);
        var (watch, sound, failures) = (Stopwatch.StartNew(), TimeSpan.Zero, new List<string>());
        await display.ProgressAsync(
            "Speaking",
            lines.Count,
            async report =>
            {
                foreach (var (done, (number, line)) in lines.Index())
                {
                    try
                    {
                        sound += await SpeakAsync(line, folder, cancellationToken);
                    }
                    catch (VoiceSmithException error)
                    {
                        failures.Add($"Line {number} of '{file}': {error.Message.TrimEnd()}");
                    }
                    report(done + 1);
                }
            }
        );
        foreach (var failure in failures)
            await Console.Error.WriteLineAsync(failure);
        await display.SumUpAsync(
            sound,
            watch.Elapsed,
            folder,
            $"{lines.Count - failures.Count} of {lines.Count} lines spoken, "
        );
        return failures.Count > 0 ? 1 : 0;
    }

    private static async Task<IReadOnlyList<(int Number, string Text)>> ReadAsync(
        string file,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var lines = await File.ReadAllLinesAsync(file, cancellationToken);
            return
            [
                .. lines
                    .Index()
                    .Where(line => !string.IsNullOrWhiteSpace(line.Item))
                    .Select(line => (line.Index + 1, line.Item)),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VoiceSmithException(
                "VS1022",
                $"The batch '{file}' cannot be read.",
                error.Message,
                "Name a text file of lines 'id|text'.",
                error
            );
        }
    }

    private static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SoundNotWrittenException(folder, error.Message, error);
        }
    }

    /// <returns>Duration of the sound.</returns>
    private async Task<TimeSpan> SpeakAsync(string line, string folder, CancellationToken cancellationToken)
    {
        var columns = line.Split('|');
        if (
            columns.Length < 2
            || columns[0] is not { Length: > 0 } id
            || id.AsSpan().ContainsAny(Path.GetInvalidFileNameChars())
        )
            throw new VoiceSmithException(
                "VS1021",
                "The line cannot be spoken.",
                "It is not of the form 'id|text', with an id that can name a file.",
                "Write one 'id|text' a line."
            );
        var summary = await speech.SpeakToFileAsync(
            columns[^1],
            Path.Combine(folder, id + ".wav"),
            request,
            cancellationToken
        );
        foreach (var notice in summary.Notices)
            await Console.Error.WriteLineAsync(notice.Message);
        return summary.Duration;
    }
}
