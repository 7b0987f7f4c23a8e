using System.CommandLine;
using Spectre.Console;
using VoiceSmith.Models;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Checkpoints.Torch;
using VoiceSmith.Training;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith checkpoint import | inspect</c></summary>
internal static class CheckpointCommand
{
    private static readonly System.Text.Json.JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create() => new("checkpoint", "Looks into checkpoints, and makes voices of PyTorch's.") { Import(), Inspect() };

    private static Command Import()
    {
        var files = new Argument<string[]>("files") { Description = "PyTorch files, .pt or .ckpt: an acoustic model, a vocoder, or both.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = "The voice's folder; a second import can bring what the first lacked.", Required = true };
        var name = new Option<string>("--name") { Description = "What listeners will call the voice.", DefaultValueFactory = _ => "imported" };
        var licence = new Option<string?>("--licence") { Description = "The licence under which the checkpoint may be used." };
        var language = new Option<int>("--language-row") { Description = "Row of the language in the model's table; 3 is English in the reference's.", DefaultValueFactory = _ => 3 };
        var espeak = new Option<string>("--espeak-voice") { Description = "The espeak-ng voice whose phonemes it was trained on.", DefaultValueFactory = _ => "en-us" };
        var average = new Option<bool>("--average") { Description = "Takes weights averaged in training, where the file has them." };
        var command = new Command("import", "Makes a voice of PyTorch checkpoints in the reference's layout. Nothing in the files is executed.")
            { files, output, name, licence, language, espeak, average };
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(_ =>
        {
            var options = new VoiceImportOptions
            {
                Name = arguments.GetRequiredValue(name),
                LanguageRow = arguments.GetValue(language),
                EspeakVoice = arguments.GetRequiredValue(espeak),
                PreferAverage = arguments.GetValue(average),
            };
            options = arguments.GetValue(licence) is { } text ? options with { Licence = text } : options;
            foreach (var file in arguments.GetRequiredValue(files))
                Show(file, arguments.GetRequiredValue(output), VoiceImport.Import(file, arguments.GetRequiredValue(output), options));
            return Task.CompletedTask;
        }, cancellationToken));
        return command;
    }

    private static void Show(string file, string folder, VoiceImportReport report)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{file}[/]");
        foreach (var taken in report.Taken)
            AnsiConsole.MarkupLineInterpolated($"  took {taken}");
        foreach (var left in report.Left)
            AnsiConsole.MarkupLineInterpolated($"  [yellow]left[/] {left}");
        if (report.Voice is { } voice)
            AnsiConsole.MarkupLineInterpolated($"'{folder}' is the voice {voice.Name} {voice.Version}; speak with it by --voice {folder}");
        else
            AnsiConsole.MarkupLineInterpolated($"'{folder}' still lacks an acoustic model or a vocoder: import one there.");
    }

    private static Command Inspect()
    {
        var path = new Argument<string>("path") { Description = "A PyTorch file, a voice, a training checkpoint or a .safetensors file." };
        var command = new Command("inspect", "Prints what a checkpoint holds: manifest, tensors, sizes.") { path };
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(_ =>
        {
            Inspect(arguments.GetRequiredValue(path));
            return Task.CompletedTask;
        }, cancellationToken));
        return command;
    }

    private static void Inspect(string path)
    {
        if (Directory.Exists(path) && File.Exists(Path.Combine(path, CheckpointManifest.FileName)))
            InspectTraining(path);
        else if (Directory.Exists(path) || path.EndsWith(".voice", StringComparison.OrdinalIgnoreCase))
            InspectVoice(path);
        else if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            PrintTensors(path, SafeTensors.Describe(path));
        else
            InspectTorch(path);
    }

    private static void InspectTraining(string folder)
    {
        Console.WriteLine(File.ReadAllText(Path.Combine(folder, CheckpointManifest.FileName)));
        foreach (var file in Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal))
            PrintTensors(Path.GetFileName(file), SafeTensors.Describe(file));
    }

    private static void InspectVoice(string path)
    {
        using var voice = Voice.Load(path);
        Console.WriteLine(System.Text.Json.JsonSerializer.Serialize(voice.Manifest, Indented));
        PrintTensors("acoustic", ModuleWeights.Of(voice.Acoustic).Select(weight => new TensorDescription(weight.Key, $"{weight.Value.dtype}", weight.Value.shape)));
        PrintTensors("vocoder", ModuleWeights.Of((TorchSharp.torch.nn.Module)voice.Vocoder).Select(weight => new TensorDescription(weight.Key, $"{weight.Value.dtype}", weight.Value.shape)));
    }

    private static void InspectTorch(string path)
    {
        using var file = TorchFile.Open(path);
        var contents = TorchContents.Of(file);
        AnsiConsole.MarkupLineInterpolated($"{path}: {contents.Layout}, step {contents.Step}");
        if (file.UnknownNames.Count > 0)
            AnsiConsole.MarkupLineInterpolated($"[yellow]Names classes that were not loaded:[/] {string.Join(", ", file.UnknownNames.Take(20))}");
        foreach (var network in contents.Networks)
            PrintTensors($"{network.Kind} ({network.Label}{(network.IsAverage ? ", averaged" : "")})",
                network.Tensors.Select(tensor => new TensorDescription(tensor.Key, $"{tensor.Value.Type}", [.. tensor.Value.Shape])));
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
        Console.WriteLine($"{title}: {lines.Count} tensors, {total:N0} numbers");
        foreach (var line in lines)
            Console.WriteLine(line);
    }
}
