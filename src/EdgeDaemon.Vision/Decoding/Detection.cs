namespace EdgeDaemon.Vision.Decoding;

/// <summary>One object in a frame.</summary>
/// <param name="Box">Where, as fractions of the frame.</param>
/// <param name="LabelIndex">Line of the model's label file, from 0.</param>
/// <param name="Score">0..1.</param>
public readonly record struct Detection(BoundingBox Box, int LabelIndex, float Score);

/// <summary>One class of a whole frame.</summary>
/// <param name="LabelIndex">Line of the model's label file, from 0.</param>
/// <param name="Score">Probability, 0..1.</param>
public readonly record struct Classification(int LabelIndex, float Score);
