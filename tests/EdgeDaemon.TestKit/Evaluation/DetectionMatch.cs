using System.Globalization;
using System.Text.Json;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.TestKit.Evaluation;

/// <summary>How far the detections of a picture agree with the recorded ones.</summary>
public sealed class DetectionMatch
{
    /// <summary>Recorded detections.</summary>
    public int Expected { get; private set; }

    /// <summary>Recorded detections that were found again: same class, score and box within tolerance.</summary>
    public int Matched { get; private set; }

    /// <summary>Detections that were not recorded.</summary>
    public int Extra { get; private set; }

    /// <summary>Largest difference in score among those matched.</summary>
    public double WorstScore { get; private set; }

    /// <summary>Least IoU among those matched.</summary>
    public double WorstOverlap { get; private set; } = 1;

    /// <summary>Compares one picture's detections; each recorded one is matched at most once, with the box nearest to it.</summary>
    /// <param name="result">What was seen.</param>
    /// <param name="recorded">What the reference recorded for the picture.</param>
    /// <param name="scoreTolerance">0..1.</param>
    /// <param name="leastOverlap">IoU, 0..1.</param>
    public void Add(ModelResult result, JsonElement recorded, double scoreTolerance, double leastOverlap)
    {
        var (width, height) = (recorded.GetProperty("size")[0].GetInt32(), recorded.GetProperty("size")[1].GetInt32());
        var left = result.Detections.ToArray().ToList();
        foreach (var expected in recorded.GetProperty("detections").EnumerateArray())
        {
            Expected++;
            var (box, score) = (BoxOf(expected), expected.GetProperty("score").GetDouble());
            var near = left
                .Where(d => d.LabelIndex == expected.GetProperty("class").GetInt32() && Math.Abs(d.Score - score) <= scoreTolerance)
                .Where(d => PixelBox.Of(d.Box, width, height).Overlap(box) >= leastOverlap)
                .ToArray();
            if (near.Length == 0)
                continue;
            var match = near.MaxBy(d => PixelBox.Of(d.Box, width, height).Overlap(box));
            left.Remove(match);
            Matched++;
            WorstScore = Math.Max(WorstScore, Math.Abs(match.Score - score));
            WorstOverlap = Math.Min(WorstOverlap, PixelBox.Of(match.Box, width, height).Overlap(box));
        }

        Extra += left.Count;
    }

    /// <summary>For people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"matched {Matched}/{Expected} extra {Extra}  max |dscore| {WorstScore:0.0000}  min IoU {WorstOverlap:0.000}");

    private static PixelBox BoxOf(JsonElement detection)
    {
        var edges = detection.GetProperty("box_xyxy").EnumerateArray().Select(e => e.GetDouble()).ToArray();
        return new PixelBox(edges[0], edges[1], edges[2], edges[3]);
    }
}
