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
/// <param name="Drift">By how much the scores of the same things differ, 0..1, on average; 0 where there are none.</param>
/// <param name="Time">Median time of a run of the first.</param>
/// <param name="OtherTime">Of the second.</param>
public sealed record ModelComparison(int Seen, double Agreement, double Drift, TimeSpan Time, TimeSpan OtherTime)
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
        var (found, times, otherTimes) = (default(Found), new List<TimeSpan>(), new List<TimeSpan>());
        foreach (var picture in pictures)
        {
            using (picture)
            {
                // In turns, so that both meet the same machine.
                var (a, b) = (one.Process(picture), other.Process(picture));
                times.Add(one.Timings.Infer);
                otherTimes.Add(other.Timings.Infer);
                found += Compare(one.Bundle.Manifest, a, b);
            }
        }

        return new ModelComparison(found.Seen, found.Seen == 0 ? 1 : found.Same / found.Seen, found.Drift / Math.Max(1, found.Seen), Median(times), Median(otherTimes));
    }

    private static Found Compare(ModelManifest manifest, ModelResult a, ModelResult b)
    {
        var threshold = manifest.Decoder.ScoreThreshold;
        return manifest.Task switch
        {
            ModelTask.Classification => Best(a.Classifications, b.Classifications, threshold),
            ModelTask.Detection => Among(a.Detections, b.Detections, threshold) + Among(b.Detections, a.Detections, threshold),
            ModelTask.Segmentation => new Found(1, SharedArea(a.Segments, b.Segments), 0),
            _ => new Found(1, LookAlike.Cosine(a.Embedding, b.Embedding), 0),
        };
    }

    private static Found Best(ReadOnlySpan<Classification> a, ReadOnlySpan<Classification> b, float threshold) =>
        a is not [var one, ..] || b is not [var other, ..] || Math.Max(one.Score, other.Score) < threshold ? default
        : one.LabelIndex == other.LabelIndex ? new Found(1, 1, Math.Abs(one.Score - other.Score)) : new Found(1, 0, 0);

    private static Found Among(ReadOnlySpan<Detection> wanted, ReadOnlySpan<Detection> others, float threshold)
    {
        var found = default(Found);
        foreach (var detection in wanted)
        {
            if (detection.Score >= threshold)
                found += Among(detection, others);
        }

        return found;
    }

    private static Found Among(in Detection wanted, ReadOnlySpan<Detection> others)
    {
        foreach (var other in others)
        {
            if (other.LabelIndex == wanted.LabelIndex && BoundingBox.IntersectionOverUnion(other.Box, wanted.Box) >= LeastOverlap)
                return new Found(1, 1, Math.Abs(other.Score - wanted.Score));
        }

        return new Found(1, 0, 0);
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

    /// <summary>Things that are seen, how many of them by both, and the sum of the differences of their scores.</summary>
    private readonly record struct Found(int Seen, double Same, double Drift)
    {
        public static Found operator +(Found a, Found b) => new(a.Seen + b.Seen, a.Same + b.Same, a.Drift + b.Drift);
    }
}
