using System.Text.Json;

namespace VoiceSmith.Training.Callbacks;

/// <summary>Ends a run when validation has not become better for a while. A resumed run goes on waiting where it was.</summary>
/// <param name="patience">Validations without a gain that are borne.</param>
/// <param name="minDelta">What counts as a gain.</param>
public sealed class EarlyStopping(int patience = 3, double minDelta = 0) : TrainingCallback
{
    private double _best = double.PositiveInfinity;
    private int _waited;

    /// <inheritdoc/>
    public override JsonElement? SaveState() => JsonSerializer.SerializeToElement(new State(double.IsFinite(_best) ? _best : null, _waited));

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
