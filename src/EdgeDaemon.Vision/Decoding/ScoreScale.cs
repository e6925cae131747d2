namespace EdgeDaemon.Vision.Decoding;

/// <summary>What a model's scores are: probabilities, or the logits of a sigmoid. Either way the largest is the likeliest.</summary>
internal readonly record struct ScoreScale(bool Logits)
{
    /// <summary>What says that there is nothing: no score that counts is this low.</summary>
    public float Nothing => Logits ? float.NegativeInfinity : 0;

    /// <summary>A score as a probability; 0 for a logit that is not finite.</summary>
    public float ToProbability(float score) => !Logits ? score : float.IsFinite(score) ? 1 / (1 + MathF.Exp(-score)) : 0;

    /// <summary>A probability as the model writes it.</summary>
    public float OfProbability(float probability) => Logits ? MathF.Log(probability / (1 - probability)) : probability;
}
