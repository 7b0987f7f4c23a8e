namespace VoiceSmith.TextData;

/// <summary>What stands at a place?</summary>
/// <param name="Rows">What is known of the words around: rows of the network's table for each slot.</param>
/// <param name="Candidates">The possible replies; each is scored by the sum of some answers.</param>
/// <param name="Right">The right candidate.</param>
/// <param name="Importance">How much it counts.</param>
internal sealed record ContextQuestion(int[][] Rows, int[][] Candidates, int Right, float Importance);

/// <summary>How a run over questions learns.</summary>
/// <param name="Rate">Of layers.</param>
/// <param name="TableRate">Of embeddings.</param>
/// <param name="Decay">How strongly weights are drawn to zero.</param>
/// <param name="HiddenDropout">Share of the hidden layer that a step does not see.</param>
/// <param name="InputDropout">Share of the embeddings that a step does not see.</param>
internal sealed record ContextRates(
    float Rate,
    float TableRate,
    float Decay,
    double HiddenDropout,
    double InputDropout
);
