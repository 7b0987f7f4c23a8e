using System.CommandLine;
using Spectre.Console;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Training;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith voice pack</c></summary>
internal static class VoiceCommand
{
    public static Command Create() => new("voice", "Makes voices of checkpoints.") { Pack() };

    private static Command Pack()
    {
        var acoustic = new Option<string>("--acoustic") { Description = "A checkpoint folder of 'train acoustic' or 'finetune', or its --out folder for the newest.", Required = true };
        var vocoder = new Option<string>("--vocoder") { Description = "A checkpoint folder of 'train vocoder', its --out folder for the newest, or a .voice whose vocoder is taken.", Required = true };
        var data = new Option<string?>("--data") { Description = "What the acoustic model was trained on; needed for checkpoints of earlier versions only." };
        var name = new Option<string>("--name") { Description = "What listeners will call it.", Required = true };
        var output = new Option<string>("--out") { Description = "The .voice file.", Required = true };
        var licence = new Option<string?>("--licence") { Description = "Overrides the data's licence." };
        var consent = new Option<string>("--consent") { Description = "What was said of the right to use the recorded voice.", DefaultValueFactory = _ => "" };
        var training = new Option<bool>("--with-training-parts") { Description = "Adds aligner and prosody encoder, so that the voice can be fine-tuned." };
        var noise = new Option<double?>("--voiced-noise") { Description = "Factor on the noise of voiced frames, 0 to 1." };
        var range = new Option<double>("--pitch-range") { Description = "Factor on how far pitch departs from the speaker's mean, as 1.2 for livelier speech.", DefaultValueFactory = _ => 1 };
        var lexicon = new Option<FileInfo?>("--lexicon") { Description = "Words that the voice says in a way of its own: a word, a blank, and its sounds a line." };
        var command = new Command("pack", "Packs an acoustic model and a vocoder into one .voice file.") { acoustic, vocoder, data, name, output, licence, consent, training, noise, range, lexicon };
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(_ =>
        {
            using var dataset = arguments.GetValue(data) is { } folder ? Dataset.Open(folder) : null;
            var manifest = VoicePacker.Pack(new()
            {
                Acoustic = CheckpointFolder.NewestIn(arguments.GetRequiredValue(acoustic)), Vocoder = CheckpointFolder.NewestIn(arguments.GetRequiredValue(vocoder)),
                Data = dataset?.Manifest, Name = arguments.GetRequiredValue(name), Path = arguments.GetRequiredValue(output), Licence = arguments.GetValue(licence),
                Consent = arguments.GetRequiredValue(consent), WithTrainingParts = arguments.GetValue(training), VoicedNoise = arguments.GetValue(noise), PitchRange = arguments.GetValue(range), Lexicon = ReadLexicon(arguments.GetValue(lexicon)),
            });
            AnsiConsole.MarkupLineInterpolated($"{manifest.Name} {manifest.Version}: acoustic step {manifest.AcousticStep}, vocoder step {manifest.VocoderStep}");
            return Task.CompletedTask;
        }, cancellationToken));
        return command;
    }

    /// <summary>A lexicon's text, once it is known to be one.</summary>
    private static string ReadLexicon(FileInfo? file)
    {
        if (file is null)
            return "";
        var text = File.ReadAllText(file.FullName);
        UserLexicon.Parse(text, file.FullName);
        return text;
    }
}
