using System.Text.Json;
using TorchSharp;

namespace VoiceSmith.Training;

/// <summary>A run's numbers for programs and people: JSON lines, and TensorBoard events beside them.</summary>
internal sealed class TrainingLog : IDisposable
{
    private readonly StreamWriter _lines;
    private readonly TorchSharp.Modules.SummaryWriter _events;

    public TrainingLog(string folder)
    {
        _lines = new StreamWriter(Path.Combine(folder, "log.jsonl"), append: true) { AutoFlush = true };
        _events = torch.utils.tensorboard.SummaryWriter(Path.Combine(folder, "tensorboard"));
    }

    public void Write(string kind, long step, IReadOnlyDictionary<string, double> values)
    {
        _lines.WriteLine(JsonSerializer.Serialize(new { kind, step, values }));
        foreach (var (name, value) in values)
            _events.add_scalar($"{kind}/{name}", (float)value, (int)step);
    }

    public void Dispose() => _lines.Dispose();
}
