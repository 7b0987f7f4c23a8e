using System.Globalization;
using System.Text.Json;
using TorchSharp;
using VoiceSmith.Models.Checkpoints;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>Diagnostic file of a step that cannot be taken.</summary>
internal static class StepDiagnostic
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Finds the parameters that are not finite and writes the file.</summary>
    /// <returns>The error completed by batch, parameters and file.</returns>
    public static NonFiniteLossException Write<TBatch>(
        string root,
        NonFiniteLossException error,
        IReadOnlyList<string> batch,
        TrainingModule<TBatch> module
    )
        where TBatch : ITrainingBatch
    {
        var broken = new List<string>();
        foreach (var (name, parameter) in module.Network.named_parameters())
            if (!IsFinite(parameter))
                broken.Add(name);
            else if (parameter.grad is { } gradient && !IsFinite(gradient))
                broken.Add(name + " (gradient)");
        var path = Path.Combine(root, "diagnostics", $"step-{error.Step:D8}.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(
            path,
            stream =>
                JsonSerializer.Serialize(
                    stream,
                    new
                    {
                        step = error.Step,
                        subject = error.Subject,
                        value = Text(error.Value),
                        batch,
                        terms = error.Terms.ToDictionary(term => term.Key, term => Text(term.Value)),
                        parameters = broken,
                    },
                    Json
                )
        );
        return new(error.Step, error.Subject, error.Value, error.Terms, batch, broken, path);
    }

    private static bool IsFinite(Tensor values) => values.isfinite().all().ToBoolean();

    private static string Text(double value) => value.ToString("G9", CultureInfo.InvariantCulture);
}
