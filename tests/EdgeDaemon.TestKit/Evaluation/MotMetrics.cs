namespace EdgeDaemon.TestKit.Evaluation;

/// <summary>Something that is, or is said to be, at a place in a frame.</summary>
/// <param name="Frame">Which frame.</param>
/// <param name="Id">Who, the same in all frames.</param>
/// <param name="Box">Where.</param>
public readonly record struct TrackedBox(int Frame, int Id, PixelBox Box);

/// <summary>
/// How well objects were followed: MOTA (Bernardin and Stiefelhagen, "Evaluating multiple object tracking performance: the CLEAR MOT
/// metrics", 2008) counts what is wrong frame by frame, IDF1 (Ristani et al., "Performance measures and a data set for multi-target,
/// multi-camera tracking", 2016) asks for how long each object had the one number that fits it best.
/// </summary>
/// <param name="Objects">Boxes of the truth.</param>
/// <param name="Found">Boxes of the tracker.</param>
/// <param name="Misses">Boxes of the truth that nothing was matched to.</param>
/// <param name="FalsePositives">Boxes of the tracker that match nothing.</param>
/// <param name="Switches">How often an object that was matched had another number than when it was matched before.</param>
/// <param name="IdHits">Boxes of the tracker that are where they should be under the best one-to-one naming of its numbers.</param>
public readonly record struct MotMetrics(int Objects, int Found, int Misses, int FalsePositives, int Switches, int IdHits)
{
    /// <summary>Boxes match from this overlap on.</summary>
    public const double LeastOverlap = 0.5;

    /// <summary>At most 1; below 0 when there is more wrong than there are objects. 1 without objects and errors.</summary>
    public double Mota => Objects == 0 ? (FalsePositives == 0 ? 1 : 0) : 1 - ((double)(Misses + FalsePositives + Switches) / Objects);

    /// <summary>0..1; 1 without any box.</summary>
    public double Idf1 => Objects + Found == 0 ? 1 : 2.0 * IdHits / (Objects + Found);

    /// <summary>Compares what a tracker says with the truth.</summary>
    public static MotMetrics Of(IReadOnlyCollection<TrackedBox> truth, IReadOnlyCollection<TrackedBox> found)
    {
        var (misses, falsePositives, switches) = (0, 0, 0);
        var lastOf = new Dictionary<int, int>();
        var (truthOf, foundOf) = (truth.ToLookup(t => t.Frame), found.ToLookup(f => f.Frame));
        var together = new Dictionary<(int Truth, int Found), int>();
        foreach (var frame in truth.Concat(found).Select(b => b.Frame).Distinct().Order())
        {
            var (objects, boxes) = (truthOf[frame].ToList(), foundOf[frame].ToList());
            foreach (var pair in objects.SelectMany(t => boxes.Where(f => Matches(t, f)).Select(f => (t.Id, f.Id))))
                together[pair] = together.GetValueOrDefault(pair) + 1;
            var matches = Match(objects, boxes, lastOf);
            misses += objects.Count - matches.Count;
            falsePositives += boxes.Count - matches.Count;
            foreach (var (id, number) in matches)
            {
                switches += lastOf.TryGetValue(id, out var last) && last != number ? 1 : 0;
                lastOf[id] = number;
            }
        }

        return new MotMetrics(truth.Count, found.Count, misses, falsePositives, switches, BestNaming(together));
    }

    /// <summary>The sum over several videos.</summary>
    public static MotMetrics operator +(MotMetrics a, MotMetrics b) => new(
        a.Objects + b.Objects, a.Found + b.Found, a.Misses + b.Misses, a.FalsePositives + b.FalsePositives, a.Switches + b.Switches, a.IdHits + b.IdHits);

    private static bool Matches(TrackedBox a, TrackedBox b) => a.Box.Overlap(b.Box) >= LeastOverlap;

    /// <summary>Who matched before and still does stays matched; the rest is matched so that most are, and among those closest.</summary>
    private static List<(int Truth, int Found)> Match(List<TrackedBox> objects, List<TrackedBox> boxes, Dictionary<int, int> lastOf)
    {
        var matches = new List<(int Truth, int Found)>();
        var (open, free) = (objects.ToList(), boxes.ToList());
        foreach (var thing in objects)
        {
            var box = free.FindIndex(f => lastOf.TryGetValue(thing.Id, out var last) && f.Id == last && Matches(thing, f));
            if (box < 0)
                continue;
            matches.Add((thing.Id, free[box].Id));
            open.Remove(thing);
            free.RemoveAt(box);
        }

        matches.AddRange(Best(open, free, 0).Pairs);
        return matches;
    }

    private static (double Worth, List<(int Truth, int Found)> Pairs) Best(List<TrackedBox> open, List<TrackedBox> free, int at)
    {
        if (at == open.Count)
            return (0, []);
        var best = Best(open, free, at + 1);
        foreach (var box in free.Where(f => Matches(open[at], f)).ToList())
        {
            var rest = Best(open, [.. free.Where(f => f != box)], at + 1);
            var worth = rest.Worth + 1000 + open[at].Box.Overlap(box.Box);
            if (worth > best.Worth)
                best = (worth, [.. rest.Pairs, (open[at].Id, box.Id)]);
        }

        return best;
    }

    /// <summary>Most boxes that agree when each number stands for one object at most and each object has one number at most.</summary>
    private static int BestNaming(Dictionary<(int Truth, int Found), int> together)
    {
        var objects = together.Keys.Select(k => k.Truth).Distinct().ToList();
        // Per set of objects that have a number already: the best so far.
        var best = new int[1 << objects.Count];
        foreach (var number in together.Keys.Select(k => k.Found).Distinct())
        {
            for (var set = best.Length - 1; set >= 0; set--)
            {
                for (var i = 0; i < objects.Count; i++)
                {
                    if ((set & (1 << i)) != 0)
                        best[set] = Math.Max(best[set], best[set ^ (1 << i)] + together.GetValueOrDefault((objects[i], number)));
                }
            }
        }

        return best.Max();
    }
}
