using System.CommandLine;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;
using VoiceSmith.Cli.Speaking;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Cli.Commands;

/// <summary>
/// <c>voicesmith speak "text" --out FILE.wav</c>, <c>--play</c>, or <c>speak --batch FILE --out DIR</c>.
/// </summary>
internal static class SpeakCommand
{
    private const string StandardStream = "-";

    private static readonly Argument<string?> Text = new("text")
    {
        Description = "The text; '-' or none reads it from standard input as it arrives.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Output = new("--out")
    {
        Description = "The WAV file, '-' for standard output; with --batch the folder of WAV files.",
    };

    private static readonly Option<bool> Aloud = new("--play")
    {
        Description = "Plays on the loudspeaker while the text is being spoken.",
    };

    private static readonly Option<string?> Batch = new("--batch")
    {
        Description = "A file of lines 'id|text' or 'id|raw|normalised'; the last column is spoken.",
    };

    private static readonly Option<ulong> Seed = new("--seed") { Description = "Seed of the noise in the sound." };

    private static readonly Option<double> Rate = new("--rate")
    {
        Description = "Speed, 0.25 to 4; 1 is as trained.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<double> Pitch = new("--pitch") { Description = "Semitones up or down, at most 12." };

    private static readonly Option<double> Energy = new("--energy")
    {
        Description = "Loudness of articulation in dB up or down, at most 12.",
    };

    private static readonly Option<string> Device = new("--device")
    {
        Description = "Device that computes: cpu, cuda, cuda:N, or auto.",
        DefaultValueFactory = _ => new TextToSpeechOptions().Device,
    };

    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "No progress and no summary." };

    private static readonly Option<string?> VoiceName = VoiceSource.Option();

    private static readonly Option<string?> SpeakerName = VoiceSource.SpeakerOption();

    public static Command Create()
    {
        var command = new Command("speak", "Speaks text into WAV files or on the loudspeaker.")
        {
            Text,
            Output,
            Aloud,
            Batch,
            VoiceName,
            SpeakerName,
            Seed,
            Rate,
            Pitch,
            Energy,
            Device,
            Quiet,
        };
        command.Validators.Add(result =>
        {
            var (output, batch) = (result.GetValue(Output), result.GetValue(Batch));
            if (output is null && (batch is not null || !result.GetValue(Aloud)))
                result.AddError(
                    batch is null ? "Give --out FILE or --play." : "Give --out FOLDER for the files of --batch."
                );
            else if (
                batch is not null
                && (result.GetValue(Text) is not null || result.GetValue(Aloud) || output == StandardStream)
            )
                result.AddError(
                    "--batch takes its texts from a file and writes WAV files: give no text, no --play and a folder as --out."
                );
            else if (batch is null && result.GetValue(Text) is null && !Console.IsInputRedirected)
                result.AddError("Give a text, --batch FILE, or the text on standard input.");
        });
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(cancelled => RunAsync(arguments, cancelled), cancellationToken)
        );
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        await using var speech = await TextToSpeech.LoadAsync(
            new() { Voice = arguments.GetValue(VoiceName), Device = arguments.GetRequiredValue(Device) },
            cancellationToken
        );
        var request = new SpeechRequest
        {
            Seed = arguments.GetValue(Seed),
            Controls = new()
            {
                Rate = arguments.GetValue(Rate),
                PitchSemitones = arguments.GetValue(Pitch),
                EnergyDb = arguments.GetValue(Energy),
                Speaker = speech.SpeakerNamed(arguments.GetValue(SpeakerName)),
            },
        };
        var display = new SpeakingDisplay(arguments.GetValue(Quiet));
        if (arguments.GetValue(Batch) is { } file)
            return await new SpokenBatch(speech, request, display).RunAsync(
                file,
                arguments.GetValue(Output)!,
                cancellationToken
            );
        await SpeakAsync(speech, request, arguments, display, cancellationToken);
        return 0;
    }

    private static async Task SpeakAsync(
        TextToSpeech speech,
        SpeechRequest request,
        ParseResult arguments,
        SpeakingDisplay display,
        CancellationToken cancellationToken
    )
    {
        var (text, output, aloud) = (arguments.GetValue(Text), arguments.GetValue(Output), arguments.GetValue(Aloud));
        var whole = text is null or StandardStream ? null : text;
        var events = whole is null
            ? speech.SpeakAsync(StandardInput.ReadAsync(cancellationToken), request, cancellationToken)
            : speech.SpeakAsync(whole, request, cancellationToken);
        if (output == StandardStream)
            events = events.WriteWav(Console.OpenStandardOutput(), cancellationToken);
        else if (output is not null)
            events = events.WriteFile(output, cancellationToken);
        if (aloud)
            events = events.Play(cancellationToken);
        await display.SpeakAsync(
            events,
            whole?.Length,
            output is null or StandardStream ? null : output,
            aloud,
            cancellationToken
        );
    }
}
