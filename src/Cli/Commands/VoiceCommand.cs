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
        var acoustic = new Option<string>("--acoustic")
        {
            Description = "Checkpoint folder of 'train acoustic' or 'finetune', its --out folder for the newest, or a .voice with training parts.", Required = true,
        };
        var vocoder = new Option<string?>("--vocoder")
        {
            Description = "Checkpoint folder of 'train vocoder', its --out folder for the newest, or a .voice. Default: the acoustic .voice.",
        };
        var data = new Option<string?>("--data") { Description = "Prepared recordings. Needed for sharpening and for checkpoints of earlier versions." };
        var name = new Option<string>("--name") { Description = "The voice's display name.", Required = true };
        var output = new Option<string>("--out") { Description = "The .voice file.", Required = true };
        var licence = new Option<string?>("--licence") { Description = "Overrides the data's licence." };
        var consent = new Option<string?>("--consent") { Description = "The consent statement for the recorded speaker." };
        var training = new Option<bool>("--with-training-parts") { Description = "Adds the aligner and the prosody encoder, for fine-tuning." };
        var noise = new Option<double?>("--voiced-noise") { Description = "Factor on the noise of voiced frames, 0 to 1." };
        var range = new Option<double?>("--pitch-range") { Description = "Factor on the departure of pitch from the speaker's mean, such as 1.2 for livelier speech." };
        var lexicon = new Option<FileInfo?>("--lexicon") { Description = "Pronunciations of the voice's own: a word, a blank, and its phonemes a line." };
        var speaker = new Option<string?>("--speaker") { Description = "Packs this speaker alone." };
        var sharpness = new Option<double>("--sharpness") { Description = "Sharpening of predicted mels across bands: 0 for none, 1 for the variation of the recordings in --data, more to overshoot." };
        var temporal = new Option<double>("--sharpness-time") { Description = "The same from frame to frame." };
        var command = new Command("pack", "Packs an acoustic model and a vocoder into one .voice file.")
            { acoustic, vocoder, data, name, output, licence, consent, training, noise, range, lexicon, speaker, sharpness, temporal };
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(_ =>
        {
            using var dataset = arguments.GetValue(data) is { } folder ? Dataset.Open(folder) : null;
            var manifest = VoicePacker.Pack(new()
            {
                Acoustic = CheckpointFolder.NewestIn(arguments.GetRequiredValue(acoustic)),
                Vocoder = CheckpointFolder.NewestIn(arguments.GetValue(vocoder) ?? arguments.GetRequiredValue(acoustic)),
                Data = dataset?.Manifest, Recordings = dataset, Name = arguments.GetRequiredValue(name), Path = arguments.GetRequiredValue(output),
                Provenance = new() { Licence = arguments.GetValue(licence) ?? "", Consent = arguments.GetValue(consent) ?? "" },
                WithTrainingParts = arguments.GetValue(training),
                VoicedNoise = arguments.GetValue(noise), PitchRange = arguments.GetValue(range), Lexicon = ReadLexicon(arguments.GetValue(lexicon)),
                FirstSpeaker = arguments.GetValue(speaker), OnlyFirstSpeaker = arguments.GetValue(speaker) is not null,
                Sharpness = arguments.GetValue(sharpness), TemporalSharpness = arguments.GetValue(temporal),
            });
            AnsiConsole.MarkupLineInterpolated($"{manifest.Name} {manifest.Version}: acoustic step {manifest.Provenance.AcousticStep}, vocoder step {manifest.Provenance.VocoderStep}");
            return Task.CompletedTask;
        }, cancellationToken));
        return command;
    }

    /// <summary>A lexicon's text, once it is known to be one.</summary>
    private static string? ReadLexicon(FileInfo? file)
    {
        if (file is null)
            return null;
        var text = File.ReadAllText(file.FullName);
        UserLexicon.Parse(text, file.FullName);
        return text;
    }
}
