using VoiceSmith.Text.Phonemes.Homographs;

namespace VoiceSmith.TextData;

/// <summary>Teaches a <see cref="ContextNetwork"/> to answer questions, and the answers' vectors with it.</summary>
/// <remarks>
/// Cross-entropy; Adam on groups of 16 questions for layers and answers, AdaGrad (Duchi et al., 2011) by row for
/// embeddings; dropout.
/// </remarks>
internal sealed class ContextTrainer
{
    private const int Group = 16;
    private const int Size = ContextNetwork.Hidden,
        Inputs = ContextNetwork.Inputs,
        Embedding = ContextNetwork.Embedding;

    private readonly ContextNetwork _network;
    private readonly Random _random = new(1);
    private readonly float[] _squares;
    private readonly AdamSteps _weightSteps = new(Size * Inputs),
        _biasSteps = new(Size);
    private readonly AdamSteps[] _answerSteps;
    private readonly float[] _inputs = new float[Inputs],
        _inputSlopes = new float[Inputs];
    private readonly float[] _hidden = new float[Size],
        _hiddenSlopes = new float[Size];

    /// <param name="network">Is set to random weights, and taught.</param>
    /// <param name="answers">How many vectors there are.</param>
    public ContextTrainer(ContextNetwork network, int answers)
    {
        (_network, _squares) = (network, new float[network.Traits.Count]);
        Answers = [.. Enumerable.Range(0, answers).Select(_ => new float[Size])];
        _answerSteps = [.. Answers.Select(_ => new AdamSteps(Size))];
        foreach (ref var value in network.Table.AsSpan())
            value = 0.1f * Any();
        foreach (ref var value in network.Weights.AsSpan())
            value = 0.15f * Any();
    }

    /// <summary>The vectors that the hidden layer is multiplied with, [answer][128].</summary>
    public float[][] Answers { get; }

    /// <summary>Asks all questions once.</summary>
    /// <returns>The mean loss.</returns>
    public double Epoch(ContextQuestion[] questions, ContextRates rates)
    {
        _random.Shuffle(questions);
        var loss = 0.0;
        for (var i = 0; i < questions.Length; i++)
        {
            loss += Learn(questions[i], rates);
            if (i % Group != Group - 1)
                continue;
            _weightSteps.Take(_network.Weights, rates.Rate, rates.Decay, Group);
            _biasSteps.Take(_network.Bias, rates.Rate, 0, Group);
            for (var k = 0; k < Answers.Length; k++)
                _answerSteps[k].Take(Answers[k], rates.Rate, rates.Decay, Group);
        }
        return loss / questions.Length;
    }

    private double Learn(ContextQuestion question, ContextRates rates)
    {
        var rows = Array.ConvertAll(
            question.Rows,
            slot => Array.FindAll(slot, _ => _random.NextDouble() >= rates.InputDropout)
        );
        var kept = (float)(1 - rates.HiddenDropout);
        _network.Embed(rows, _inputs);
        _network.ApplyHiddenLayer(_inputs, _hidden);
        foreach (ref var value in _hidden.AsSpan())
            value = _random.NextDouble() < rates.HiddenDropout ? 0 : value / kept;
        var shares = Array.ConvertAll(
            question.Candidates,
            answers => answers.Sum(k => ContextNetwork.Dot(Answers[k], _hidden))
        );
        HomographItem.Softmax(shares);
        Array.Clear(_hiddenSlopes);
        for (var i = 0; i < shares.Length; i++)
            foreach (var answer in question.Candidates[i])
            {
                var slope = question.Importance * (shares[i] - (i == question.Right ? 1 : 0));
                ContextNetwork.Add(slope / kept, Answers[answer], _hiddenSlopes);
                ContextNetwork.Add(slope, _hidden, _answerSteps[answer].Slopes);
                _answerSteps[answer].HasSlopes = true;
            }
        LearnLayer();
        LearnTable(rows, rates.TableRate);
        return -question.Importance * Math.Log(Math.Max(1e-9, shares[question.Right]));
    }

    private void LearnLayer()
    {
        Array.Clear(_inputSlopes);
        for (var i = 0; i < Size; i++)
            if (_hidden[i] > 0)
            {
                ContextNetwork.Add(_hiddenSlopes[i], _network.Weights.AsSpan(i * Inputs, Inputs), _inputSlopes);
                ContextNetwork.Add(_hiddenSlopes[i], _inputs, _weightSteps.Slopes.AsSpan(i * Inputs, Inputs));
                _biasSteps.Slopes[i] += _hiddenSlopes[i];
            }
        _weightSteps.HasSlopes = _biasSteps.HasSlopes = true;
    }

    private void LearnTable(int[][] rows, float rate)
    {
        for (var slot = 0; slot < ContextNetwork.Slots; slot++)
        {
            var slopes = _inputSlopes.AsSpan(slot * Embedding, Embedding);
            var scale = ContextNetwork.ScaleOf(rows, slot);
            var square = scale * scale * ContextNetwork.Dot(slopes, slopes) / Embedding;
            foreach (var row in rows[slot])
            {
                _squares[row] += square;
                ContextNetwork.Add(
                    -rate * scale / (MathF.Sqrt(_squares[row]) + 1e-4f),
                    slopes,
                    _network.Table.AsSpan(row * Embedding, Embedding)
                );
            }
        }
    }

    /// <summary>A number from −1 to 1.</summary>
    private float Any() => 2 * _random.NextSingle() - 1;
}
