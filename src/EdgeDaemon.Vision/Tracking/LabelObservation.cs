using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Vision.Tracking;

/// <summary>What one frame shows of one label.</summary>
/// <param name="LabelIndex">Line of the model's label file, from 0.</param>
/// <param name="Score">Best score, or share of the picture, 0..1.</param>
/// <param name="Count">How many regions; 1 for a label of the whole frame.</param>
/// <param name="Box">Box of the largest region; empty for a label of the whole frame.</param>
public readonly record struct LabelObservation(int LabelIndex, float Score, int Count, BoundingBox Box);
