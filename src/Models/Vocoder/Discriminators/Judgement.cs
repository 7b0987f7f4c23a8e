using static TorchSharp.torch;

namespace VoiceSmith.Models.Vocoder.Discriminators;

/// <summary>Outputs of one discriminator for a batch of sounds.</summary>
/// <param name="Features">The output of each of its layers, first to last, of any shape.</param>
/// <param name="Score">
/// Its verdict place by place, [batch, place]: towards 1 for a recording, towards 0 for a synthetic sound.
/// </param>
public readonly record struct Judgement(IReadOnlyList<Tensor> Features, Tensor Score)
{
    /// <summary>Hands all its tensors to the dispose scope around the current one.</summary>
    internal Judgement MoveToOuterDisposeScope()
    {
        foreach (var feature in Features)
            feature.MoveToOuterDisposeScope();
        Score.MoveToOuterDisposeScope();
        return this;
    }
}
