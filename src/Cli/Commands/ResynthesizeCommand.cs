using System.CommandLine;
using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;
using VoiceSmith.Models;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Cli.Commands;

/// <summary>
/// <c>voicesmith resynthesize IN_DIR OUT_DIR</c>: recordings to mel and back, to judge a vocoder alone.
/// </summary>
internal static class ResynthesizeCommand
{
    private static readonly string[] Extensions = [".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a"];

    public static Command Create()
    {
        var input = new Argument<string>("input") { Description = "A folder of recordings." };
        var output = new Argument<string>("output") { Description = "The folder for WAV files of the same names." };
        var voice = VoiceSource.Option();
        var command = new Command("resynthesize", "Makes recordings again with a voice's vocoder.")
        {
            input,
            output,
            voice,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    cancelled =>
                    {
                        using var loaded = Voice.LoadNamed(arguments.GetValue(voice));
                        Resynthesize(
                            loaded,
                            arguments.GetRequiredValue(input),
                            arguments.GetRequiredValue(output),
                            cancelled
                        );
                        return Task.CompletedTask;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static void Resynthesize(Voice voice, string input, string output, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(output);
        TorchThreads.Use(1); // blocks are too short for two
        using var extractor = new MelSpectrogram(voice.Manifest.Mel);
        var files = Directory
            .EnumerateFiles(input)
            .Where(path => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()));
        foreach (var path in files.Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inference = inference_mode();
            using var scope = NewDisposeScope();
            using var state = voice.Vocoder.NewState(seed: 0);
            var clip = AudioDecoder.Read(path, voice.Manifest.SampleRate);
            var mel = extractor.call(tensor(clip.Samples).unsqueeze(0)).squeeze(0);
            var sound = voice.Vocoder.Decode(mel, state, last: true);
            WavFile.Write(
                Path.Combine(output, Path.GetFileNameWithoutExtension(path) + ".wav"),
                new AudioClip(sound, voice.Manifest.SampleRate)
            );
        }
    }
}
