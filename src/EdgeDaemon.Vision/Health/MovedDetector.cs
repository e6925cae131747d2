using EdgeDaemon.Vision.Gating;

namespace EdgeDaemon.Vision.Health;

/// <summary>
/// Notices that a camera looks elsewhere than before: it learns where the scene has edges, and compares. Edges of things that stand stay
/// where they are by day and by night, whatever passes through the picture; after a knock against the camera hardly one is where it was.
/// One thread; allocates when the size of the plane changes.
/// </summary>
/// <remarks>
/// An edge map is the brightness gradient of each cell, bounded so that one bright edge does not outweigh all others, and smoothed over
/// 3 × 3 cells so that a trembling mast is no knock. There are two, of upright and of level edges, each compared with its reference by
/// their correlation, and the worse counts: a street looks the same along its kerb however far a camera is turned sideways.
/// </remarks>
/// <param name="learningLooks">Looks that the reference is learned from, 1 or more.</param>
public sealed class MovedDetector(int learningLooks = MovedDetector.DefaultLearningLooks)
{
    /// <summary>Looks that the reference is learned from by default.</summary>
    public const int DefaultLearningLooks = 10;

    // Drawn scenes with things passing, rain, dim light: 0.67 and more; turned by a quarter of the picture: below 0.41.
    private const float MovedBelow = 0.5f;
    private const float SureAbove = 0.65f;
    private const float MostGradient = 24;
    private const float LearningShare = 0.02f;

    private readonly int _learningLooks = learningLooks >= 1
        ? learningLooks
        : throw new ArgumentOutOfRangeException(nameof(learningLooks), learningLooks, "Expected 1 or more.");
    private float[] _edges = [];
    private float[] _upright = [];
    private float[] _level = [];
    private float[] _knownUpright = [];
    private float[] _knownLevel = [];
    private int _looks;

    /// <summary>Is the view known?</summary>
    public bool HasLearned => _looks >= _learningLooks;

    /// <summary>Correlation of the last look with the known view, −1..1; 1 while it is learned.</summary>
    public float Likeness { get; private set; } = 1;

    /// <summary>Takes a look in; only looks at a picture that is in order otherwise.</summary>
    /// <returns>Whether the camera looks elsewhere.</returns>
    public bool Observe(LumaPlane plane)
    {
        if (_edges.Length != plane.Cells.Length)
            MakeRoom(plane.Cells.Length);
        FindEdges(plane, isUpright: true);
        Smooth(plane.Width, plane.Height, _upright);
        FindEdges(plane, isUpright: false);
        Smooth(plane.Width, plane.Height, _level);
        Likeness = HasLearned ? MathF.Min(Correlation(_upright, _knownUpright), Correlation(_level, _knownLevel)) : 1;
        if (Likeness < MovedBelow)
            return true;
        // What is almost a knock must not be learned away before the next look.
        var share = !HasLearned ? 1f / (_looks + 1) : Likeness > SureAbove ? LearningShare : LearningShare / 10;
        Learn(_knownUpright, _upright, share);
        Learn(_knownLevel, _level, share);
        _looks = Math.Min(_looks + 1, _learningLooks);
        return false;
    }

    /// <summary>Forgets the view: the next looks are the new reference.</summary>
    public void Reset() => (_looks, Likeness) = (0, 1);

    private static void Learn(Span<float> known, ReadOnlySpan<float> seen, float share)
    {
        for (var i = 0; i < known.Length; i++)
            known[i] += (seen[i] - known[i]) * share;
    }

    private void MakeRoom(int cells)
    {
        (_edges, _upright, _level) = (new float[cells], new float[cells], new float[cells]);
        (_knownUpright, _knownLevel, _looks) = (new float[cells], new float[cells], 0);
    }

    private void FindEdges(LumaPlane plane, bool isUpright)
    {
        var cells = plane.Cells;
        var (step, end) = isUpright ? (1, cells.Length - 1) : (plane.Width, cells.Length - plane.Width);
        // At the end of a row an upright edge would be one to the next row; it is cleared below.
        for (var i = 0; i < end; i++)
            _edges[i] = MathF.Min(Math.Abs(cells[i + step] - cells[i]), MostGradient);
        _edges.AsSpan(Math.Max(end, 0)).Clear();
        for (var i = plane.Width - 1; isUpright && i < _edges.Length; i += plane.Width)
            _edges[i] = 0;
    }

    private void Smooth(int width, int height, Span<float> destination)
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

                destination[(y * width) + x] = sum / count;
            }
        }
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
