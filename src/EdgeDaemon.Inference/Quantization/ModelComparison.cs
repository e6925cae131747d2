using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Inference.Quantization;

/// <summary>Two models on the same pictures: does the one see what the other sees, and which is faster?</summary>
/// <param name="Seen">Things that either sees from its score threshold on; pictures, for an embedding and a segmentation.</param>
/// <param name="Agreement">
/// Share of them that the other sees, too, from half of the threshold on, 0..1: the same best class; a box of the same class with an overlap of half or
/// more; the same classes' areas; the cosine of feature vectors. 1 where nothing is seen.
/// </param>
/// <param name="Time">Median time of a run of the first.</param>
/// <param name="OtherTime">Of the second.</param>
public sealed record ModelComparison(int Seen, double Agreement, TimeSpan Time, TimeSpan OtherTime)
{
    /// <summary>Scores down to this part of the threshold count as seen, too: what flickers about the threshold is no disagreement.</summary>
    public const float ScoreFactor = 0.5f;

    private const float LeastOverlap = 0.5f;

    /// <summary>Compares.</summary>
    /// <param name="one">Loaded with <see cref="ScoreFactor"/>.</param>
    /// <param name="other">Loaded with <see cref="ScoreFactor"/>; of the same task.</param>
    /// <param name="pictures">Each frame is disposed of here.</param>
    /// <exception cref="InferenceException">A run failed.</exception>
    public static ModelComparison Of(ModelRunner one, ModelRunner other, IEnumerable<Frame> pictures)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(pictures);
        var (seen, same, times, otherTimes) = (0, 0.0, new List<TimeSpan>(), new List<TimeSpan>());
        foreach (var picture in pictures)
        {
            using (picture)
            {
                // In turns, so that both meet the same machine.
                var (a, b) = (one.Process(picture), other.Process(picture));
                times.Add(one.Timings.Infer);
                otherTimes.Add(other.Timings.Infer);
                var (count, agreeing) = Compare(one.Bundle.Manifest, a, b);
                (seen, same) = (seen + count, same + agreeing);
            }
        }

        return new ModelComparison(seen, seen == 0 ? 1 : same / seen, Median(times), Median(otherTimes));
    }

    private static (int Seen, double Same) Compare(ModelManifest manifest, ModelResult a, ModelResult b) => manifest.Task switch
    {
        ModelTask.Classification => Best(a.Classifications, b.Classifications, Threshold(manifest)),
        ModelTask.Detection => Sum(Found(a.Detections, b.Detections, Threshold(manifest)), Found(b.Detections, a.Detections, Threshold(manifest))),
        ModelTask.Segmentation => (1, SharedArea(a.Segments, b.Segments)),
        _ => (1, LookAlike.Cosine(a.Embedding, b.Embedding)),
    };

    private static float Threshold(ModelManifest manifest) => manifest.Decoder.ScoreThreshold;

    private static (int, double) Best(ReadOnlySpan<Classification> a, ReadOnlySpan<Classification> b, float threshold) =>
        a is [var one, ..] && b is [var other, ..] && Math.Max(one.Score, other.Score) >= threshold ? (1, one.LabelIndex == other.LabelIndex ? 1 : 0) : (0, 0);

    private static (int, double) Sum((int Seen, int Same) a, (int Seen, int Same) b) => (a.Seen + b.Seen, a.Same + b.Same);

    private static (int Seen, int Same) Found(ReadOnlySpan<Detection> of, ReadOnlySpan<Detection> among, float threshold)
    {
        var (seen, same) = (0, 0);
        foreach (var wanted in of)
        {
            if (wanted.Score < threshold)
                continue;
            seen++;
            foreach (var found in among)
            {
                if (found.LabelIndex == wanted.LabelIndex && BoundingBox.IntersectionOverUnion(found.Box, wanted.Box) >= LeastOverlap)
                {
                    same++;
                    break;
                }
            }
        }

        return (seen, same);
    }

    /// <summary>Twice what both have of each class, as a part of what they have together.</summary>
    private static double SharedArea(ReadOnlySpan<Segment> a, ReadOnlySpan<Segment> b)
    {
        var (shared, all) = (0.0, 0.0);
        foreach (var one in a)
        {
            all += one.Area;
            foreach (var other in b)
                shared += other.LabelIndex == one.LabelIndex ? 2 * Math.Min(one.Area, other.Area) : 0;
        }

        foreach (var other in b)
            all += other.Area;
        return all == 0 ? 1 : shared / all;
    }

    private static TimeSpan Median(List<TimeSpan> times)
    {
        times.Sort();
        return times.Count == 0 ? TimeSpan.Zero : times[times.Count / 2];
    }
}
