using System.Globalization;
using System.Text.Json;
using VoiceSmith.Training.Events;

namespace VoiceSmith.Training.Loggers;

/// <summary>
/// A JSON object per line for every report: kind ("train" or "validation"), step, UTC time, values by name.
/// </summary>
public sealed class JsonLinesLogger : ITrainingLogger
{
    /// <summary>Default file name.</summary>
    public const string FileName = "log.jsonl";

    private readonly StreamWriter _lines;
    private readonly TimeProvider _time;

    /// <summary>Appends to a file, or creates it.</summary>
    public JsonLinesLogger(string path, TimeProvider time)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        (_lines, _time) = (new StreamWriter(path, append: true) { AutoFlush = true }, time);
    }

    /// <inheritdoc/>
    public void Log(TrainingProgress progress)
    {
        var values = new Dictionary<string, double>(progress.Losses)
        {
            ["steps/s"] = progress.StepsPerSecond,
            ["audio s/s"] = progress.AudioSecondsPerSecond,
        };
        Write("train", progress.Step, values);
    }

    /// <inheritdoc/>
    public void Log(ValidationResult result) => Write("validation", result.Step, result.Metrics);

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private void Write(string kind, long step, IReadOnlyDictionary<string, double> values)
    {
        var at = _time.GetUtcNow().ToString("s", CultureInfo.InvariantCulture);
        _lines.WriteLine(
            JsonSerializer.Serialize(
                new
                {
                    kind,
                    step,
                    at,
                    values = Finite(values),
                }
            )
        );
    }

    /// <summary>The values that JSON can represent.</summary>
    private static Dictionary<string, double> Finite(IReadOnlyDictionary<string, double> values) =>
        values.Where(entry => double.IsFinite(entry.Value)).ToDictionary();
}
