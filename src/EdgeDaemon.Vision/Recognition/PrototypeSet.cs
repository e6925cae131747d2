using System.Collections.Immutable;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Vision.Recognition;

/// <summary>
/// Things that were taught by example: each is the mean of its examples' feature vectors, and an object is the nearest of them or, when it is not
/// near enough, none. Immutable; it allocates when it is made.
/// </summary>
public sealed class PrototypeSet
{
    // How alike objects are to their own prototype: mean of 75 people, vehicles and animals before one background, by the bundled model. So many
    // examples of a thing weigh as much as this does.
    private const float UsualCosine = 0.85f;
    private const int UsualWeight = 5;
    private const float LeastThreshold = 0.78f;

    // Examples out of one hour are more alike than the thing is to itself tomorrow.
    private const float MostThreshold = 0.85f;

    // What is recognised already stays so a little longer, so that it does not come and go with the noise.
    private const float Hold = 0.03f;

    private readonly ImmutableArray<Prototype> _prototypes;

    /// <param name="examples">The sub-label that each example is of, and its feature vector; all vectors by one model.</param>
    public PrototypeSet(IEnumerable<(int SubLabel, float[] Vector)> examples) =>
        _prototypes = [.. examples.GroupBy(example => example.SubLabel, (label, group) => Prototype.Of(label, [.. group.Select(example => example.Vector)]))];

    /// <summary>Of nothing: every object is none of them.</summary>
    public static PrototypeSet Empty { get; } = new([]);

    /// <summary>The nearest of the things, with the cosine as its score; unknown when the object is none of them.</summary>
    /// <param name="vector">A feature vector by the model of the examples, of any length.</param>
    /// <param name="held">Sub-label that the object has so far; −1: none.</param>
    public SubLabel Nearest(ReadOnlySpan<float> vector, int held = -1)
    {
        var (nearest, best) = (default(Prototype), 0f);
        foreach (var prototype in _prototypes)
        {
            if (prototype.Mean.Length == vector.Length && LookAlike.Cosine(prototype.Mean, vector) is var cosine && cosine > best)
                (nearest, best) = (prototype, cosine);
        }

        return best > 0 && best >= nearest.Threshold - (nearest.SubLabel == held ? Hold : 0) ? new SubLabel(nearest.SubLabel, MathF.Min(best, 1)) : default;
    }

    /// <summary>The cosine from which an object is this thing; 1 when it was not taught.</summary>
    internal float ThresholdOf(int subLabel) => _prototypes.Where(prototype => prototype.SubLabel == subLabel).Select(prototype => prototype.Threshold).DefaultIfEmpty(1).First();

    private readonly record struct Prototype(int SubLabel, float[] Mean, float Threshold)
    {
        /// <summary>The threshold is how alike each example is to the mean of the others; few examples say little, so that what is usual counts beside them.</summary>
        public static Prototype Of(int label, float[][] examples)
        {
            var alike = UsualCosine * UsualWeight;
            if (examples.Length > 1)
                alike += examples.Select((example, i) => LookAlike.Cosine(example, MeanOf(examples.Where((_, other) => other != i)))).Sum();
            var threshold = alike / (UsualWeight + (examples.Length > 1 ? examples.Length : 0));
            return new Prototype(label, MeanOf(examples), Math.Clamp(threshold, LeastThreshold, MostThreshold));
        }

        private static float[] MeanOf(IEnumerable<float[]> vectors)
        {
            var sum = new float[vectors.First().Length];
            foreach (var vector in vectors.Where(vector => vector.Length == sum.Length))
            {
                var length = MathF.Sqrt(vector.Sum(value => value * value));
                for (var i = 0; i < sum.Length && length > 0; i++)
                    sum[i] += vector[i] / length;
            }

            return sum;
        }
    }
}
