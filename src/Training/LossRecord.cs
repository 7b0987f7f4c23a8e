using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>Losses by name, in training and in validation.</summary>
public abstract class LossRecord
{
    private readonly Dictionary<string, (double Sum, int Count)> _notes = [];

    private protected LossRecord(long number) => Number = number;

    /// <summary>Completed steps.</summary>
    public long Number { get; }

    /// <summary>Means of the noted values by name, in the order of their first notes.</summary>
    public IReadOnlyDictionary<string, double> Losses =>
        _notes.ToDictionary(note => note.Key, note => note.Value.Sum / note.Value.Count);

    /// <summary>Notes a value; several under one name are averaged.</summary>
    public virtual void Note(string name, double value) => Keep(name, value);

    /// <summary>Keeps a value under its name.</summary>
    private protected void Keep(string name, double value) =>
        _notes[name] = _notes.TryGetValue(name, out var old) ? (old.Sum + value, old.Count + 1) : (value, 1);

    /// <summary>Notes a scalar.</summary>
    public virtual void Note(string name, Tensor value) => Note(name, value.detach().ToDouble());
}

/// <summary>A view of another record that prefixes names.</summary>
/// <param name="record">Receives the values.</param>
/// <param name="prefix">Prefix of every name.</param>
internal sealed class PrefixedLossRecord(LossRecord record, string prefix) : LossRecord(record.Number)
{
    /// <inheritdoc/>
    public override void Note(string name, double value) => record.Note(prefix + name, value);

    /// <inheritdoc/>
    public override void Note(string name, Tensor value) => record.Note(prefix + name, value);
}
