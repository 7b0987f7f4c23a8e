using System.Text.Json;
using VoiceSmith.Training.Events;

namespace VoiceSmith.Training.Callbacks;

/// <summary>Ends a run when validation has stopped improving. A resumed run continues the count.</summary>
/// <param name="patience">Validations without improvement after which the run ends.</param>
/// <param name="minDelta">Smallest decrease of the score that counts as an improvement.</param>
public sealed class EarlyStopping(int patience = 3, double minDelta = 0) : TrainingCallback
{
    private double _best = double.PositiveInfinity;
    private int _waited;

    /// <inheritdoc/>
    public override JsonElement? SaveState() =>
        JsonSerializer.SerializeToElement(new State(double.IsFinite(_best) ? _best : null, _waited));

    /// <inheritdoc/>
    public override void LoadState(JsonElement state)
    {
        if (state.Deserialize<State>() is { } before)
            (_best, _waited) = (before.Best ?? double.PositiveInfinity, before.Waited);
    }

    /// <inheritdoc/>
    protected override void OnValidationEnd(Trainer trainer, ValidationResult result)
    {
        if (result.Score < _best - minDelta)
            (_best, _waited) = (result.Score.Value, 0);
        else if (++_waited >= patience)
            trainer.Stop();
    }

    private sealed record State(double? Best, int Waited);
}
