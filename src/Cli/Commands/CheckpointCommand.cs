using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using TorchSharp;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;
using VoiceSmith.Models;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Checkpoints.Torch;
using VoiceSmith.Training.Checkpoints;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith checkpoint import | inspect</c></summary>
internal static class CheckpointCommand
{
    private const int MaxNames = 20;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create() =>
        new("checkpoint", "Inspects checkpoints, and imports PyTorch's as voices.") { Import(), Inspect() };

    private static Command Import()
    {
        var files = new Argument<string[]>("files")
        {
            Description = "PyTorch files, .pt or .ckpt: an acoustic model, a vocoder, or both.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--out")
        {
            Description = "The voice's folder; a second import can add what the first lacked.",
            Required = true,
        };
        var name = With("--name", "The voice's display name.", "imported");
        var licence = new Option<string?>("--licence") { Description = "Licence of the checkpoint." };
        var language = With(
                "--language-row",
                "Row of the language in the model's table; 3 is English in the reference's.",
                3
            )
            .InRange(0, int.MaxValue);
        var espeak = With("--espeak-voice", "The espeak-ng voice whose phonemes it was trained on.", "en-us");
        var average = new Option<bool>("--average")
        {
            Description = "Imports averaged weights where the file has them.",
        };
        var command = new Command(
            "import",
            "Imports PyTorch checkpoints in the reference's layout as a voice. Nothing in the files is executed."
        )
        {
            files,
            output,
            name,
            licence,
            language,
            espeak,
            average,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    _ =>
                    {
                        var options = new VoiceImportOptions
                        {
                            Name = arguments.GetRequiredValue(name),
                            LanguageRow = arguments.GetValue(language),
                            EspeakVoice = arguments.GetRequiredValue(espeak),
                            PreferAverage = arguments.GetValue(average),
                        };
                        if (arguments.GetValue(licence) is { } text)
                            options = options with { Licence = text };
                        var folder = arguments.GetRequiredValue(output);
                        foreach (var file in arguments.GetRequiredValue(files))
                            Show(file, folder, VoiceImport.Import(file, folder, options));
                        return Task.CompletedTask;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static void Show(string file, string folder, VoiceImportReport report)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{file}[/]");
        foreach (var network in report.Taken)
            AnsiConsole.MarkupLineInterpolated($"  imported {network}");
        foreach (var other in report.Left)
            AnsiConsole.MarkupLineInterpolated($"  [yellow]ignored[/] {other}");
        if (report.Voice is { } voice)
            AnsiConsole.MarkupLineInterpolated(
                $"'{folder}' is the voice {voice.Name} {voice.Version}; speak with it by --voice {folder}"
            );
        else
            AnsiConsole.MarkupLineInterpolated(
                $"'{folder}' still lacks an acoustic model or a vocoder: import one there."
            );
    }

    private static Command Inspect()
    {
        var path = new Argument<string>("path")
        {
            Description = "A PyTorch file, a voice, a checkpoint or a run's folder, or a .safetensors file.",
        };
        var command = new Command("inspect", "Prints the contents of a checkpoint: manifest, tensors, sizes.") { path };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    _ =>
                    {
                        Inspect(arguments.GetRequiredValue(path));
                        return Task.CompletedTask;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static void Inspect(string path)
    {
        var newest = CheckpointFolder.NewestIn(path);
        if (CheckpointFolder.IsCheckpoint(newest))
            InspectTraining(newest);
        else if (Directory.Exists(Path.Combine(path, "checkpoints")))
            CheckpointFolder.ReadManifest(path); // a run without checkpoints: the error says so
        else if (Directory.Exists(path) || path.EndsWith(".voice", StringComparison.OrdinalIgnoreCase))
            InspectVoice(path);
        else if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            PrintTensors(path, SafeTensors.Describe(path));
        else
            InspectTorch(path);
    }

    private static void InspectTraining(string folder)
    {
        Console.WriteLine(folder);
        Console.WriteLine(File.ReadAllText(Path.Combine(folder, CheckpointManifest.FileName)));
        foreach (var file in Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal))
            PrintTensors(Path.GetFileName(file), SafeTensors.Describe(file));
    }

    private static void InspectVoice(string path)
    {
        using var voice = Voice.Load(path);
        Console.WriteLine(JsonSerializer.Serialize(voice.Manifest, Indented));
        PrintTensors("acoustic", Describe(voice.Acoustic));
        PrintTensors("vocoder", Describe((torch.nn.Module)voice.Vocoder));
    }

    private static IEnumerable<TensorDescription> Describe(torch.nn.Module module) =>
        ModuleWeights
            .Of(module)
            .Select(weight => new TensorDescription(weight.Key, $"{weight.Value.dtype}", weight.Value.shape));

    private static void InspectTorch(string path)
    {
        using var file = TorchFile.Open(path);
        var contents = TorchContents.Of(file);
        AnsiConsole.MarkupLineInterpolated($"{path}: {contents.Layout}, step {contents.Step}");
        if (file.UnknownNames.Count > 0)
            AnsiConsole.MarkupLineInterpolated(
                $"[yellow]Classes named but not loaded:[/] {string.Join(", ", file.UnknownNames.Take(MaxNames))}"
            );
        foreach (var network in contents.Networks)
            PrintTensors(
                $"{network.Kind} ({network.Label}{(network.IsAverage ? ", averaged" : "")})",
                network.Tensors.Select(tensor => new TensorDescription(
                    tensor.Key,
                    $"{tensor.Value.Type}",
                    [.. tensor.Value.Shape]
                ))
            );
        foreach (var other in contents.Others)
            AnsiConsole.MarkupLineInterpolated($"of no known network: {other}");
    }

    private static void PrintTensors(string title, IEnumerable<TensorDescription> tensors)
    {
        var lines = new List<string>();
        long total = 0;
        foreach (var (name, type, shape) in tensors)
        {
            var count = shape.Aggregate(1L, (product, size) => product * size);
            total += count;
            lines.Add($"  {name}  {type} [{string.Join(", ", shape)}]  {count:N0}");
        }
        Console.WriteLine($"{title}: {lines.Count} tensors, {total:N0} parameters");
        foreach (var line in lines)
            Console.WriteLine(line);
    }

    private static Option<T> With<T>(string name, string description, T standard) =>
        new(name) { Description = description, DefaultValueFactory = _ => standard };
}
