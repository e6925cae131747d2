namespace EdgeDaemon.TestKit.Evaluation;

/// <summary>An object that is in a picture.</summary>
/// <param name="Picture">Which picture.</param>
/// <param name="Label">Its class.</param>
/// <param name="Box">Where.</param>
/// <param name="IsCrowd">Is it a group that nobody counted? Finding it, or part of it, is neither right nor wrong.</param>
public readonly record struct LabelledBox(int Picture, int Label, PixelBox Box, bool IsCrowd = false);

/// <summary>An object that a model says is in a picture.</summary>
public readonly record struct FoundBox(int Picture, int Label, PixelBox Box, double Score);

/// <summary>
/// Average precision as COCO defines it (cocodataset.org/#detection-eval, all areas): per class and IoU threshold, the mean
/// over 101 recalls from 0 to 1 of the best precision at that recall or a higher one; then the mean over classes that occur,
/// then over thresholds.
/// </summary>
public static class AveragePrecision
{
    private const int Recalls = 101;

    /// <summary>The thresholds of AP50:95.</summary>
    public static IReadOnlyList<double> CocoThresholds { get; } = [.. Enumerable.Range(0, 10).Select(i => 0.5 + (0.05 * i))];

    /// <summary>The mean average precision, 0..1.</summary>
    public static double Of(IReadOnlyList<LabelledBox> truth, IReadOnlyList<FoundBox> found, params IReadOnlyList<double> thresholds)
    {
        var labels = truth.Where(t => !t.IsCrowd).Select(t => t.Label).Distinct().ToArray();
        return thresholds.Average(threshold => labels.Average(label => OfLabel(
            truth.Where(t => t.Label == label).ToLookup(t => t.Picture),
            found.Where(f => f.Label == label),
            threshold)));
    }

    private static double OfLabel(ILookup<int, LabelledBox> truth, IEnumerable<FoundBox> found, double threshold)
    {
        var hits = Judge(truth, found.OrderByDescending(f => f.Score), threshold);
        var objects = truth.Sum(picture => picture.Count(t => !t.IsCrowd));
        var (precisions, recalls) = (new double[hits.Count], new double[hits.Count]);
        var right = 0;
        for (var i = 0; i < hits.Count; i++)
        {
            right += hits[i] ? 1 : 0;
            (precisions[i], recalls[i]) = ((double)right / (i + 1), (double)right / objects);
        }

        for (var i = hits.Count - 2; i >= 0; i--)
            precisions[i] = Math.Max(precisions[i], precisions[i + 1]);
        return Enumerable.Range(0, Recalls).Average(step => PrecisionAt(step / (Recalls - 1.0), recalls, precisions));
    }

    private static double PrecisionAt(double recall, double[] recalls, double[] precisions)
    {
        // 0.3 computed in two ways differs by a rounding; a recall that is reached is reached.
        var i = Array.FindIndex(recalls, r => r >= recall - 1e-12);
        return i < 0 ? 0 : precisions[i];
    }

    /// <summary>Right or wrong, best score first. Each object is found once: by the best box that overlaps it most.</summary>
    private static List<bool> Judge(ILookup<int, LabelledBox> truth, IEnumerable<FoundBox> found, double threshold)
    {
        var open = truth.ToDictionary(picture => picture.Key, picture => picture.Where(t => !t.IsCrowd).ToList());
        var hits = new List<bool>();
        foreach (var box in found)
        {
            var candidates = open.GetValueOrDefault(box.Picture, []);
            var best = candidates.Count == 0 ? default : candidates.MaxBy(t => t.Box.Overlap(box.Box));
            if (candidates.Count > 0 && best.Box.Overlap(box.Box) >= threshold)
            {
                candidates.Remove(best);
                hits.Add(true);
            }
            else if (!truth[box.Picture].Any(t => t.IsCrowd && t.Box.Intersection(box.Box) / box.Box.Area >= threshold))
            {
                hits.Add(false);
            }
        }

        return hits;
    }
}
