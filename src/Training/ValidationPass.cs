using VoiceSmith.Audio;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>What a file of a validation is for.</summary>
public enum ValidationFileKind
{
    /// <summary>A sound, WAV.</summary>
    Sound,

    /// <summary>A picture of mels, PNG.</summary>
    Mel,

    /// <summary>A picture of an alignment, PNG.</summary>
    Alignment,
}

/// <summary>A file that a validation made.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Name">The same at every step.</param>
/// <param name="Path">The file.</param>
public sealed record ValidationFile(ValidationFileKind Kind, string Name, string Path);

/// <summary>One look at a network: what it notes and saves.</summary>
/// <param name="step">Steps done.</param>
/// <param name="folder">Receives sound and pictures; made if absent.</param>
/// <param name="limit">How many items to look at.</param>
public sealed class ValidationPass(long step, string folder, BatchLimit limit = default) : LossRecord(step)
{
    private readonly List<ValidationFile> _files = [];

    /// <summary>What was saved.</summary>
    public IReadOnlyList<ValidationFile> Files => _files;

    /// <summary>As many of some items as the run's options say.</summary>
    public IReadOnlyList<T> Limit<T>(IReadOnlyList<T> items) => [.. items.Take(limit.Of(items.Count))];

    /// <summary>Saves a sound.</summary>
    /// <param name="name">The same at every step.</param>
    /// <param name="clip">The sound.</param>
    public void SaveSound(string name, AudioClip clip) => WavFile.Write(NewFile(ValidationFileKind.Sound, name, ".wav"), clip);

    /// <summary>Saves a picture of log-mels below each other.</summary>
    /// <param name="name">The same at every step.</param>
    /// <param name="rows">Log-mel [band, frame] and its title.</param>
    public void SaveMels(string name, params (Tensor Mel, string Title)[] rows) => Pictures.SaveMels(NewFile(ValidationFileKind.Mel, name, ".png"), rows);

    /// <summary>Saves a picture of an alignment.</summary>
    /// <param name="name">The same at every step.</param>
    /// <param name="soft">[frame, phoneme], each frame's shares.</param>
    /// <param name="title">Above it.</param>
    public void SaveAlignment(string name, Tensor soft, string title) => Pictures.SaveAlignment(NewFile(ValidationFileKind.Alignment, name, "-alignment.png"), soft, title);

    private string NewFile(ValidationFileKind kind, string name, string ending)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{Number:D8}-{name}{ending}");
        _files.Add(new(kind, name, path));
        return path;
    }
}
