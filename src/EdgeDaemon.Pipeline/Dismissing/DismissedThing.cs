using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Pipeline.Dismissing;

/// <summary>What an event was about: what is remembered of it when somebody says that it was nothing. Never a picture.</summary>
/// <param name="Label">Index of the label.</param>
/// <param name="Box">Where, as fractions of the frame.</param>
/// <param name="Embedding">Its feature vector; empty where no embedding model looked at it. Lent: valid until the next frame.</param>
internal readonly record struct DismissedThing(int Label, BoundingBox Box, float[] Embedding);
