using System.CommandLine;
using Spectre.Console;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Packing;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith voice pack</c></summary>
internal static class VoiceCommand
{
    public static Command Create() => new("voice", "Packs voices.") { Pack() };

    private static Command Pack()
    {
        var acoustic = new Option<string>("--acoustic")
        {
            Description =
                "Checkpoint folder of 'train acoustic', 'finetune' or 'train joint', its --out folder for the newest, "
                + "or a .voice with training parts.",
            Required = true,
        };
        var average = new Option<string?>("--average")
        {
            Description =
                "Averages the weights of --acoustic with those of this one: a run that went on from it, or from the "
                + "same start.",
        };
        var share = new Option<double>("--average-weight")
        {
            Description = "Share of --average, 0 to 1. Default: 0.5.",
            DefaultValueFactory = _ => 0.5,
        }.InRange(0, 1);
        var vocoder = new Option<string?>("--vocoder")
        {
            Description =
                "Checkpoint folder of 'train vocoder', 'train univnet' or 'train joint', its --out folder for the "
                + "newest, or a .voice. Default: that of --acoustic.",
        };
        var data = new Option<string?>("--data")
        {
            Description = "Prepared recordings. Needed for sharpening and for checkpoints of earlier versions.",
        };
        var name = new Option<string>("--name") { Description = "The voice's display name.", Required = true };
        var output = new Option<string>("--out") { Description = "The .voice file.", Required = true };
        var licence = new Option<string?>("--licence") { Description = "Overrides the data's licence." };
        var consent = new Option<string?>("--consent")
        {
            Description = "The consent statement for the recorded speaker.",
        };
        var training = new Option<bool>("--with-training-parts")
        {
            Description = "Adds the aligner and the prosody encoder, for fine-tuning.",
        };
        var noise = new Option<double?>("--voiced-noise")
        {
            Description = "Factor on the noise of voiced frames, 0 to 1. Default: the vocoder's.",
        }.InRange(0, 1);
        var melNoise = new Option<double?>("--mel-noise")
        {
            Description =
                "Factor on the noise of the mel decoder: 0 for none, 1 for that of its training. "
                + "Default: the acoustic model's.",
        }.InRange(0, 2);
        var range = new Option<double?>("--pitch-range")
        {
            Description = "Factor on the deviation of pitch from the speaker's mean, such as 1.2 for livelier speech.",
        }.InRange(0, 4);
        var lexicon = new Option<FileInfo?>("--lexicon")
        {
            Description = "The voice's own pronunciations: per line a word, a blank, and its phonemes.",
        };
        var speaker = new Option<string?>("--speaker") { Description = "Packs this speaker alone." };
        var sharpness = new Option<double>("--sharpness")
        {
            Description =
                "Sharpening of predicted mels across bands: 0 for none, 1 for the variation of the recordings in "
                + "--data, more to overshoot.",
        }.InRange(0, 4);
        var temporal = new Option<double>("--sharpness-time") { Description = "The same over time." }.InRange(0, 4);
        var command = new Command("pack", "Packs an acoustic model and a vocoder into one .voice file.")
        {
            acoustic,
            average,
            share,
            vocoder,
            data,
            name,
            output,
            licence,
            consent,
            training,
            noise,
            melNoise,
            range,
            lexicon,
            speaker,
            sharpness,
            temporal,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    _ =>
                    {
                        using var recordings = arguments.GetValue(data) is { } folder
                            ? PreparedCorpus.Open(folder)
                            : null;
                        var manifest = VoicePacker.Pack(
                            new()
                            {
                                Acoustic = CheckpointFolder.NewestIn(arguments.GetRequiredValue(acoustic)),
                                Average = arguments.GetValue(average) is { } other
                                    ? CheckpointFolder.NewestIn(other)
                                    : null,
                                AverageWeight = arguments.GetValue(share),
                                Vocoder = CheckpointFolder.NewestIn(
                                    arguments.GetValue(vocoder) ?? arguments.GetRequiredValue(acoustic)
                                ),
                                Data = recordings?.Manifest,
                                Recordings = recordings,
                                Name = arguments.GetRequiredValue(name),
                                Path = arguments.GetRequiredValue(output),
                                Provenance = new()
                                {
                                    Licence = arguments.GetValue(licence) ?? "",
                                    Consent = arguments.GetValue(consent) ?? "",
                                },
                                WithTrainingParts = arguments.GetValue(training),
                                VoicedNoise = arguments.GetValue(noise),
                                MelNoise = arguments.GetValue(melNoise),
                                PitchRange = arguments.GetValue(range),
                                Lexicon = ReadLexicon(arguments.GetValue(lexicon)),
                                FirstSpeaker = arguments.GetValue(speaker),
                                OnlyFirstSpeaker = arguments.GetValue(speaker) is not null,
                                Sharpness = arguments.GetValue(sharpness),
                                TemporalSharpness = arguments.GetValue(temporal),
                            }
                        );
                        var (acousticStep, vocoderStep) = (
                            manifest.Provenance.AcousticStep,
                            manifest.Provenance.VocoderStep
                        );
                        AnsiConsole.MarkupLineInterpolated(
                            $"{manifest.Name} {manifest.Version}: acoustic step {acousticStep}, vocoder step {vocoderStep}"
                        );
                        return Task.CompletedTask;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    /// <summary>The text of a valid lexicon.</summary>
    private static string? ReadLexicon(FileInfo? file)
    {
        if (file is null)
            return null;
        var text = File.ReadAllText(file.FullName);
        UserLexicon.Parse(text, file.FullName);
        return text;
    }
}
