namespace VoiceSmith.Training.Callbacks;

/// <summary>Ends a run when validation has not become better for a while.</summary>
/// <param name="patience">Validations without a gain that are borne.</param>
/// <param name="minDelta">What counts as a gain.</param>
public sealed class EarlyStopping(int patience = 3, double minDelta = 0) : TrainingCallback
{
    private double _best = double.PositiveInfinity;
    private int _waited;

    /// <inheritdoc/>
    protected override void OnValidationEnd(Trainer trainer, ValidationResult result)
    {
        if (result.Score < _best - minDelta)
            (_best, _waited) = (result.Score.Value, 0);
        else if (++_waited >= patience)
            trainer.Stop();
    }
}
