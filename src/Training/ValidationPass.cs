using VoiceSmith.Audio;
using VoiceSmith.Training.Events;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>One validation: its losses and files.</summary>
/// <param name="step">Completed steps.</param>
/// <param name="folder">Folder for sound and pictures; created if absent.</param>
/// <param name="limit">Limit on the number of items.</param>
public sealed class ValidationPass(long step, string folder, BatchLimit limit = default) : LossRecord(step)
{
    private readonly List<ValidationFile> _files = [];

    /// <summary>The saved files.</summary>
    public IReadOnlyList<ValidationFile> Files => _files;

    /// <summary>The first items, up to the limit of the run's options.</summary>
    public IReadOnlyList<T> Limit<T>(IReadOnlyList<T> items) => [.. items.Take(limit.Of(items.Count))];

    /// <summary>Saves a sound.</summary>
    /// <param name="name">Name of the subject, the same at every step.</param>
    /// <param name="clip">The sound.</param>
    public void SaveSound(string name, AudioClip clip) =>
        WavFile.Write(NewFile(ValidationFileKind.Sound, name, ".wav"), clip);

    /// <summary>Saves a picture of log-mels one below the other.</summary>
    /// <param name="name">Name of the subject, the same at every step.</param>
    /// <param name="rows">Log-mel [band, frame] and its title.</param>
    public void SaveMels(string name, params (Tensor Mel, string Title)[] rows) =>
        Pictures.SaveMels(NewFile(ValidationFileKind.Mel, name, ".png"), rows);

    /// <summary>Saves a picture of an alignment.</summary>
    /// <param name="name">Name of the subject, the same at every step.</param>
    /// <param name="soft">Probabilities, [frame, phoneme].</param>
    /// <param name="title">Title of the picture.</param>
    public void SaveAlignment(string name, Tensor soft, string title) =>
        Pictures.SaveAlignment(NewFile(ValidationFileKind.Alignment, name, "-alignment.png"), soft, title);

    private string NewFile(ValidationFileKind kind, string name, string ending)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{Number:D8}-{name}{ending}");
        _files.Add(new(kind, name, path));
        return path;
    }
}
