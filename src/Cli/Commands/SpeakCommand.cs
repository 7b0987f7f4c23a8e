using System.CommandLine;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith speak "text" --out FILE.wav</c>, or <c>speak --batch FILE --out DIR</c>.</summary>
internal static class SpeakCommand
{
    public static Command Create()
    {
        var text = new Argument<string?>("text") { Description = "What to say.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string>("--out") { Description = "The WAV file, or with --batch the folder of WAV files.", Required = true };
        var batch = new Option<string?>("--batch") { Description = "A file of lines 'id|text' or 'id|raw|normalised'; the last column is said." };
        var seed = new Option<ulong>("--seed") { Description = "Decides the noise in the sound." };
        var rate = new Option<double>("--rate") { Description = "Speed; 1 is as trained.", DefaultValueFactory = _ => 1 };
        var voice = VoiceSource.Option();
        var speakerName = VoiceSource.SpeakerOption();
        var device = new Option<string>("--device") { Description = "cpu, cuda, cuda:N, or auto.", DefaultValueFactory = _ => new StreamingOptions().Device };
        var command = new Command("speak", "Speaks text into WAV files.") { text, output, batch, voice, speakerName, seed, rate, device };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(text) is null) == (result.GetValue(batch) is null))
                result.AddError("Give either a text or --batch FILE.");
        });
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(async cancelled =>
        {
            using var speaker = new Speaker(arguments.GetValue(voice), arguments.GetRequiredValue(device));
            var request = new SpeechRequest { Seed = arguments.GetValue(seed), Controls = new() { Rate = arguments.GetValue(rate), Speaker = speaker.RowOf(arguments.GetValue(speakerName)) } };
            var target = arguments.GetRequiredValue(output);
            if (arguments.GetValue(batch) is { } file)
                await speaker.SpeakBatchAsync(request, file, target, cancelled);
            else
                await speaker.SpeakAsync(request, arguments.GetValue(text)!, target, cancelled);
        }, cancellationToken));
        return command;
    }

    /// <summary>One engine with one voice.</summary>
    private sealed class Speaker : IDisposable
    {
        private readonly VoiceRegistry _voices = new();
        private readonly VoiceManifest _manifest;
        private readonly SpeechEngine _engine;
        private readonly OfflineSynthesizer _synthesizer;

        public Speaker(string? voice, string device)
        {
            var options = new StreamingOptions { Device = device };
            var loaded = ModelVoice.Load(options.FindDevices(), where => VoiceSource.Load(voice, where));
            _manifest = loaded.Manifest;
            _voices.Publish(loaded);
            _engine = new(_voices, options, TimeProvider.System);
            _synthesizer = new(_engine);
        }

        public int RowOf(string? name) => _manifest.SpeakerRow(name);

        public async Task SpeakAsync(SpeechRequest request, string text, string path, CancellationToken cancellationToken)
        {
            var sound = await _synthesizer.SpeakAsync(request, text, cancellationToken);
            foreach (var notice in sound.Notices)
                await Console.Error.WriteLineAsync(notice.Message);
            await using var stream = File.Create(path);
            sound.WriteWav(stream);
        }

        public async Task SpeakBatchAsync(SpeechRequest request, string file, string folder, CancellationToken cancellationToken)
        {
            Directory.CreateDirectory(folder);
            var number = 0;
            foreach (var line in await File.ReadAllLinesAsync(file, cancellationToken))
            {
                number++;
                if (string.IsNullOrWhiteSpace(line))
                    continue;
                var columns = line.Split('|');
                if (columns.Length < 2 || columns[0] is not { Length: > 0 } id || id.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()))
                    throw new VoiceSmithException("VS1021", $"Line {number} of '{file}' cannot be spoken.", "It is not of the form 'id|text', with an id that can name a file.",
                        "Write one 'id|text' a line.");
                await SpeakAsync(request, columns[^1], Path.Combine(folder, id + ".wav"), cancellationToken);
            }
        }

        public void Dispose()
        {
            _engine.Dispose();
            _voices.Dispose();
        }
    }
}
