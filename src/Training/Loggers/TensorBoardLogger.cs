using System.Buffers.Binary;
using VoiceSmith.Audio;
using VoiceSmith.Training.Events;

namespace VoiceSmith.Training.Loggers;

/// <summary>Event files for <c>tensorboard --logdir</c>: metrics, pictures and sound.</summary>
/// <param name="folder">Folder for event files; created if absent.</param>
/// <param name="time">The clock.</param>
public sealed class TensorBoardLogger(string folder, TimeProvider time) : ITrainingLogger
{
    private readonly EventFile _events = new(folder, time);

    /// <inheritdoc/>
    public void Log(TrainingProgress progress)
    {
        foreach (var (name, value) in progress.Losses)
            _events.Scalar($"train/{name}", progress.Step, (float)value);
        _events.Scalar("speed/steps per second", progress.Step, (float)progress.StepsPerSecond);
        _events.Scalar("speed/audio seconds per second", progress.Step, (float)progress.AudioSecondsPerSecond);
    }

    /// <inheritdoc/>
    public void Log(ValidationResult result)
    {
        foreach (var (name, value) in result.Metrics)
            _events.Scalar($"validation/{name}", result.Step, (float)value);
        foreach (var (kind, name, path) in result.Files)
            if (kind == ValidationFileKind.Sound)
                LogSound(name, path, result.Step);
            else
                LogPicture($"{kind}/{name}", path, result.Step);
    }

    /// <inheritdoc/>
    public void Dispose() => _events.Dispose();

    private void LogSound(string name, string path, long step)
    {
        var clip = WavFile.Read(path);
        _events.Audio($"Sound/{name}", step, clip.SampleRate, clip.Samples.Length, File.ReadAllBytes(path));
    }

    private void LogPicture(string tag, string path, long step)
    {
        const int WidthAt = 16; // in a PNG, after its signature and the length and name of its first chunk
        var png = File.ReadAllBytes(path);
        var width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(WidthAt));
        var height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(WidthAt + sizeof(int)));
        _events.Image(tag, step, width, height, png);
    }
}
