namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// One object in a frame: what the model that found it says, and what second models said of it since. It keeps its place in the model's
/// result, so that nothing has to be found again by its box.
/// </summary>
/// <param name="Box">Where, as fractions of the frame.</param>
/// <param name="LabelIndex">Line of the model's label file, from 0.</param>
/// <param name="Score">0..1.</param>
public readonly record struct Detection(BoundingBox Box, int LabelIndex, float Score)
{
    /// <summary>What kind of its label it is; unknown when no second model looked at it, or none was sure enough.</summary>
    public SubLabel SubLabel { get; init; }

    /// <summary>Its feature vector, of length 1; null when no model made one. Lent: valid until the next frame.</summary>
    public float[]? Embedding { get; init; }
}

/// <summary>One class of a whole frame.</summary>
/// <param name="LabelIndex">Line of the model's label file, from 0.</param>
/// <param name="Score">Probability, 0..1.</param>
public readonly record struct Classification(int LabelIndex, float Score);
