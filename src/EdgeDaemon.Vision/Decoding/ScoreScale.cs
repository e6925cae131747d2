namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// What a model's scores are: probabilities, the logits of a sigmoid each, or those of a softmax over all scores of a box. Whichever they are, the
/// largest is the likeliest.
/// </summary>
internal readonly record struct ScoreScale(bool Logits, bool Softmax = false)
{
    /// <summary>As the parameters say.</summary>
    public ScoreScale(DecoderSpec spec)
        : this(spec.Logits || spec.Softmax, spec.Softmax)
    {
    }

    /// <summary>What says that there is nothing: no score that counts is this low.</summary>
    public float Nothing => Logits ? float.NegativeInfinity : 0;

    /// <summary>A score as a probability, where it does not hang on others; 0 for a logit that is not finite.</summary>
    public float ToProbability(float score) => !Logits ? score : float.IsFinite(score) ? 1 / (1 + MathF.Exp(-score)) : 0;

    /// <summary>A probability as the model writes it.</summary>
    public float OfProbability(float probability) => Logits ? MathF.Log(probability / (1 - probability)) : probability;

    /// <summary>The best label of a box, and its probability; 0 or not a number where there is none.</summary>
    /// <param name="row">All scores of the box.</param>
    /// <param name="first">That of the first label.</param>
    /// <param name="labels">How many of them are labels'.</param>
    public (int Label, float Probability) Best(ReadOnlySpan<float> row, int first, int labels)
    {
        var (label, best) = ClassScores.Best(row.Slice(first, labels), Nothing);
        if (!Softmax)
            return (label, ToProbability(best));
        var sum = 0f;
        foreach (var score in row)
            sum += MathF.Exp(score - best);
        return (label, float.IsFinite(best) ? 1 / sum : 0);
    }
}
