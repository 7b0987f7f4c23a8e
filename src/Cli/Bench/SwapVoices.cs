using VoiceSmith.Models;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Voices;
using static TorchSharp.torch;

namespace VoiceSmith.Cli.Bench;

/// <summary>Two versions of one voice as files: the voice itself, and one that is a little louder and slower.</summary>
internal sealed class SwapVoices : IDisposable
{
    private readonly ComputeWorkers _loader = new(1); // as the publisher does
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    /// <param name="voice">As <c>--voice</c> names it.</param>
    public SwapVoices(string? voice)
    {
        using var loaded = Voice.LoadNamed(voice);
        using var scope = NewDisposeScope();
        var spoken = loaded.Acoustic.state_dict().Keys.ToHashSet();
        var isFile = voice is null || File.Exists(voice) || Directory.Exists(voice);
        var training = isFile
            ? Voice.ReadForTraining(voice).Weights?.Where(weight => !spoken.Contains(weight.Key)).ToList()
            : null;
        Write(loaded, "a.voice", training);
        using (no_grad())
            foreach (var (key, value) in loaded.Acoustic.named_parameters())
                if (key is "to_mel.bias" or "length_regulator.duration_predictor.linear_layer.bias")
                    value.add_(0.06);
        Write(loaded, "b.voice", training);
    }

    /// <summary>Their files.</summary>
    public IReadOnlyList<string> Paths => [Path.Combine(_folder, "a.voice"), Path.Combine(_folder, "b.voice")];

    /// <summary>Loads one of them, as a server does.</summary>
    public Task<ModelVoice> LoadAsync(int number) =>
        _loader.RunAsync(0, () => new ModelVoice(Voice.Load(Paths[number])), CancellationToken.None);

    public void Dispose()
    {
        _loader.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Write(Voice voice, string file, IEnumerable<KeyValuePair<string, Tensor>>? training) =>
        Voice.Write(
            Path.Combine(_folder, file),
            voice.Manifest,
            ModuleWeights.Of(voice.Acoustic),
            ModuleWeights.Of((nn.Module)voice.Vocoder),
            training
        );
}
