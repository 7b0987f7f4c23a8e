namespace VoiceSmith.Training.Segmentation;

/// <summary>
/// The most likely reading of a text in a long recording: a left-to-right model over the phonemes of all sentences,
/// which may leave out sentences and put up with sound that is not in the text, between sentences.
/// </summary>
/// <remarks>
/// The states are, for each sentence, a gap (sound before it that the text lacks) and its phonemes; then a last gap.
/// Only the states of a window are scored in each block of frames, so time and memory are linear in the recording.
/// </remarks>
internal sealed class ReadingTrellis
{
    /// <summary>Score of a frame in a gap. A phoneme's average over wrong places is 0.</summary>
    public const double GapFrame = 0.4;

    private const double GapEntry = -12, // so that gaps are for stretches of sound
        SkippedSentence = -8;

    private const int Stay = 0,
        Step = 1,
        Jump = 2,
        MovesPerByte = 4;

    private readonly int[] _sentences,
        _phonemes; // of each state; the phoneme is -1 for a gap
    private readonly int[] _jumps; // state that a jump comes from; -1 for none
    private readonly double[] _scores;
    private readonly List<Block> _blocks = [];

    /// <param name="lengths">Number of phonemes of each sentence, at least one.</param>
    public ReadingTrellis(IReadOnlyList<int> lengths)
    {
        var (sentences, phonemes, jumps) = (new List<int>(), new List<int>(), new List<int>());
        var gapBefore = -1;
        for (var sentence = 0; sentence <= lengths.Count; sentence++)
        {
            var gap = sentences.Count;
            jumps.Add(gapBefore);
            jumps.AddRange(
                Enumerable
                    .Range(0, sentence < lengths.Count ? lengths[sentence] : 0)
                    .Select(i => i == 0 && gap > 0 ? gap - 1 : -1)
            );
            phonemes.AddRange(Enumerable.Range(-1, sentence < lengths.Count ? lengths[sentence] + 1 : 1));
            while (sentences.Count < phonemes.Count)
                sentences.Add(sentence);
            gapBefore = gap;
        }
        (_sentences, _phonemes, _jumps) = ([.. sentences], [.. phonemes], [.. jumps]);
        _scores = new double[_sentences.Length];
        Array.Fill(_scores, double.NegativeInfinity);
    }

    /// <summary>Number of states.</summary>
    public int States => _sentences.Length;

    /// <summary>The likeliest state so far.</summary>
    public int Best => Array.IndexOf(_scores, _scores.Max());

    /// <summary>Sentence and phoneme of a state; the phoneme is −1 for the gap before the sentence.</summary>
    public (int Sentence, int Phoneme) this[int state] => (_sentences[state], _phonemes[state]);

    /// <summary>Scores the next frames.</summary>
    /// <param name="emissions">
    /// Log-likelihood ratio of each frame and state of the window, [frame, state]; those of gaps are ignored.
    /// </param>
    /// <param name="low">First state of the window; never less than the block's before.</param>
    /// <param name="width">States in the window.</param>
    public void Advance(ReadOnlySpan<float> emissions, int low, int width)
    {
        var frames = emissions.Length / width;
        var block = new Block(low, width, frames);
        Array.Fill(_scores, double.NegativeInfinity, 0, low);
        for (var frame = 0; frame < frames; frame++)
        {
            var row = emissions.Slice(frame * width, width);
            if (_blocks.Count == 0 && frame == 0)
                Begin(row, low, width);
            else
                for (var state = low + width - 1; state >= low; state--)
                    Enter(state, row[state - low], block, frame);
        }
        _blocks.Add(block);
    }

    /// <summary>The state of every frame on the best path.</summary>
    public int[] Path()
    {
        var path = new int[_blocks.Sum(block => block.Frames)];
        var last = States - 1; // the last gap, or the last phoneme before it
        var state = last == 0 || _scores[last] >= _scores[last - 1] ? last : last - 1;
        if (double.IsNegativeInfinity(_scores[state]))
            state = Best; // the text goes on where the recording ends
        var at = path.Length;
        foreach (var block in Enumerable.Reverse(_blocks))
            for (var frame = block.Frames - 1; frame >= 0; frame--)
            {
                path[--at] = state;
                state = block[frame, state] switch
                {
                    Step => state - 1,
                    Jump => _jumps[state],
                    _ => state,
                };
            }
        return path;
    }

    private void Begin(ReadOnlySpan<float> row, int low, int width)
    {
        for (var state = low; state < Math.Min(2, low + width); state++)
            _scores[state] = _phonemes[state] < 0 ? GapEntry + GapFrame : row[state - low];
    }

    private void Enter(int state, double emission, Block block, int frame)
    {
        var isGap = _phonemes[state] < 0;
        var (best, move) = (_scores[state], Stay);
        var step = state > 0 ? _scores[state - 1] + (isGap ? GapEntry : 0) : double.NegativeInfinity;
        if (step > best)
            (best, move) = (step, Step);
        var from = _jumps[state];
        var jump = from >= 0 ? _scores[from] + (isGap ? SkippedSentence : 0) : double.NegativeInfinity;
        if (jump > best)
            (best, move) = (jump, Jump);
        _scores[state] = best + (isGap ? GapFrame : emission);
        block[frame, state] = move;
    }

    /// <summary>Moves into the states of a window, two bits each.</summary>
    private sealed class Block(int low, int width, int frames)
    {
        private readonly int _stride = (width + MovesPerByte - 1) / MovesPerByte;
        private readonly byte[] _moves = new byte[frames * ((width + MovesPerByte - 1) / MovesPerByte)];

        public int Frames => frames;

        public int this[int frame, int state]
        {
            get => state < low ? Stay : (_moves[Place(frame, state)] >> Shift(state)) & 3;
            set => _moves[Place(frame, state)] |= (byte)(value << Shift(state));
        }

        private int Place(int frame, int state) => frame * _stride + (state - low) / MovesPerByte;

        private int Shift(int state) => 2 * ((state - low) % MovesPerByte);
    }
}
