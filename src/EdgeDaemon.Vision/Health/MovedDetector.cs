using EdgeDaemon.Vision.Gating;

namespace EdgeDaemon.Vision.Health;

/// <summary>
/// Notices that a camera looks elsewhere than before: it learns where the scene has edges, and compares. Edges of things that stand stay
/// where they are by day and by night, whatever passes through the picture; after a knock against the camera hardly one is where it was.
/// One thread; allocates when the size of the plane changes.
/// </summary>
/// <remarks>
/// The edge map is the brightness gradient of each cell, bounded so that one bright edge does not outweigh all others, and smoothed over
/// 3 × 3 cells so that a trembling mast is no knock. Two maps are compared by their correlation.
/// </remarks>
/// <param name="learningLooks">Looks that the reference is learned from, 1 or more.</param>
public sealed class MovedDetector(int learningLooks = MovedDetector.DefaultLearningLooks)
{
    /// <summary>Looks that the reference is learned from by default.</summary>
    public const int DefaultLearningLooks = 10;

    private const float MovedBelow = 0.3f;
    private const float MostGradient = 24;
    private const float LearningShare = 0.02f;

    private readonly int _learningLooks = learningLooks >= 1
        ? learningLooks
        : throw new ArgumentOutOfRangeException(nameof(learningLooks), learningLooks, "Expected 1 or more.");
    private float[] _edges = [];
    private float[] _smooth = [];
    private float[] _reference = [];
    private int _looks;

    /// <summary>Is the view known?</summary>
    public bool HasLearned => _looks >= _learningLooks;

    /// <summary>Correlation of the last look with the known view, −1..1; 1 while it is learned.</summary>
    public float Likeness { get; private set; } = 1;

    /// <summary>Takes a look in; only looks at a picture that is in order otherwise.</summary>
    /// <returns>Whether the camera looks elsewhere.</returns>
    public bool Observe(LumaPlane plane)
    {
        if (_reference.Length != plane.Cells.Length)
        {
            (_edges, _smooth, _reference) = (new float[plane.Cells.Length], new float[plane.Cells.Length], new float[plane.Cells.Length]);
            _looks = 0;
        }

        FindEdges(plane);
        Smooth(plane.Width, plane.Height);
        Likeness = HasLearned ? Correlation(_smooth, _reference) : 1;
        if (Likeness < MovedBelow)
            return true;
        Learn(HasLearned ? LearningShare : 1f / (_looks + 1));
        _looks = Math.Min(_looks + 1, _learningLooks);
        return false;
    }

    /// <summary>Forgets the view: the next looks are the new reference.</summary>
    public void Reset() => (_looks, Likeness) = (0, 1);

    private void FindEdges(LumaPlane plane)
    {
        var cells = plane.Cells;
        var (width, height) = (plane.Width, plane.Height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = (y * width) + x;
                var across = x + 1 < width ? Math.Abs(cells[i + 1] - cells[i]) : 0;
                var down = y + 1 < height ? Math.Abs(cells[i + width] - cells[i]) : 0;
                _edges[i] = MathF.Min(across + down, MostGradient);
            }
        }
    }

    private void Smooth(int width, int height)
    {
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (sum, count) = (0f, 0);
                for (var row = Math.Max(0, y - 1); row <= Math.Min(height - 1, y + 1); row++)
                {
                    for (var column = Math.Max(0, x - 1); column <= Math.Min(width - 1, x + 1); column++)
                        (sum, count) = (sum + _edges[(row * width) + column], count + 1);
                }

                _smooth[(y * width) + x] = sum / count;
            }
        }
    }

    private void Learn(float share)
    {
        for (var i = 0; i < _reference.Length; i++)
            _reference[i] += (_smooth[i] - _reference[i]) * share;
    }

    /// <summary>Pearson's; 1 when one of the two has no structure, because nothing can be said then.</summary>
    private static float Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (sumA, sumB, sumAa, sumBb, sumAb) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            (sumA, sumB) = (sumA + a[i], sumB + b[i]);
            (sumAa, sumBb, sumAb) = (sumAa + (a[i] * a[i]), sumBb + (b[i] * b[i]), sumAb + (a[i] * b[i]));
        }

        var (varianceA, varianceB) = (sumAa - (sumA * sumA / a.Length), sumBb - (sumB * sumB / a.Length));
        return varianceA < a.Length * 0.01 || varianceB < a.Length * 0.01
            ? 1 : (float)((sumAb - (sumA * sumB / a.Length)) / Math.Sqrt(varianceA * varianceB));
    }
}
