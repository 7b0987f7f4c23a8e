using TorchSharp;
using VoiceSmith.Models.G2P;
using VoiceSmith.Training.Optimization;
using static TorchSharp.torch;

namespace VoiceSmith.Training.G2P;

/// <summary>Options of a grapheme-to-phoneme model's training.</summary>
public sealed record GraphemeToPhonemeTrainingOptions
{
    /// <summary>Learning rate after warm-up.</summary>
    public double LearningRate { get; init; } = 1.5e-3;

    /// <summary>Learning rate at the last step.</summary>
    public double FinalLearningRate { get; init; } = 1e-5;

    /// <summary>Steps over which the learning rate rises.</summary>
    public int WarmUpSteps { get; init; } = 500;

    /// <summary>Steps over which it falls, along a cosine.</summary>
    public long MaxSteps { get; init; } = 12_000;

    /// <summary>Share of the loss of the guess halfway.</summary>
    public double HalfwayShare { get; init; } = 0.3;
}

/// <summary>Trains a grapheme-to-phoneme model with connectionist temporal classification.</summary>
public sealed class GraphemeToPhonemeModule : TrainingModule<GraphemeToPhonemeBatch>
{
    private readonly GraphemeToPhonemeModel _model;
    private readonly GraphemeToPhonemeTrainingOptions _options;
    private readonly GraphemeToPhonemeData _data;

    /// <summary>Training of a model with the weights that it has.</summary>
    /// <param name="model">Owned from here on.</param>
    /// <param name="data">Validation words come from it.</param>
    /// <param name="options">Options of training.</param>
    public GraphemeToPhonemeModule(
        GraphemeToPhonemeModel model,
        GraphemeToPhonemeData data,
        GraphemeToPhonemeTrainingOptions options
    )
    {
        (_model, _data, _options) = (model, data, options);
        var adamW = new FlatAdamW(model.parameters(), beta2: 0.98);
        Optimizers =
        [
            new(
                "g2p",
                adamW,
                LearningRateSchedule.PerStep(
                    LearningRates.WarmUpCosine(
                        options.LearningRate,
                        options.FinalLearningRate,
                        options.WarmUpSteps,
                        options.MaxSteps
                    )
                )
            ),
        ];
    }

    /// <inheritdoc/>
    public override string Kind => "g2p";

    /// <inheritdoc/>
    public override string Monitor => "per";

    /// <inheritdoc/>
    public override nn.Module Network => _model;

    /// <inheritdoc/>
    public override object Config => _model.Config;

    /// <inheritdoc/>
    public override IReadOnlyList<ScheduledOptimizer> Optimizers { get; }

    /// <inheritdoc/>
    public override void Train(GraphemeToPhonemeBatch batch, TrainingStep step)
    {
        var (final, halfway) = _model.Forward(batch.Letters);
        var (last, first) = (Loss(final, batch), Loss(halfway, batch));
        step.Note("final", last);
        step.Note("halfway", first);
        step.Optimize(0, (1 - _options.HalfwayShare) * last + _options.HalfwayShare * first);
    }

    /// <inheritdoc/>
    public override void Validate(ValidationPass pass)
    {
        using var pronouncer = new NeuralGraphemeToPhoneme(_model, ownsModel: false);
        var score = PronunciationScore.Of(pass.Limit(_data.Validation), words => pronouncer.PronounceAll(words));
        pass.Note("per", score.PhoneErrors);
        pass.Note("wer", score.WordErrors);
        pass.Note("per with stress", score.PhoneErrorsWithStress);
        pass.Note("wer with stress", score.WordErrorsWithStress);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (var optimizer in Optimizers)
            optimizer.Optimizer.Dispose();
        _model.Dispose();
    }

    private static Tensor Loss(Tensor logProbabilities, GraphemeToPhonemeBatch batch)
    {
        var lengths = full([logProbabilities.shape[0]], logProbabilities.shape[1], int64);
        return nn.functional.ctc_loss(
            logProbabilities.transpose(0, 1),
            batch.Sounds,
            lengths,
            batch.SoundLengths,
            blank: WordCodec.Blank,
            zero_infinity: true
        );
    }
}
