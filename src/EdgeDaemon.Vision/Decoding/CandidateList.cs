using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// Collects a frame's candidate boxes, in input pixels, in memory made once, and turns the best into detections. It keeps
/// <see cref="DecoderSpec.MaxCandidates"/> of them exactly, so that a model that sees objects everywhere costs time and
/// memory within bounds. What is not a number, or has no area, never becomes one.
/// </summary>
internal sealed class CandidateList
{
    private readonly DecoderSpec _spec;
    private readonly Detection[] _items;
    private readonly int[] _sources;
    private readonly float _threshold;
    private int _count;

    public CandidateList(DecoderSpec spec)
    {
        if (spec.MaxCandidates < 1 || spec.MaxDetections < 1)
        {
            throw new DecoderMismatchException(
                $"Expected 1 or more candidates and detections, got {spec.MaxCandidates} and {spec.MaxDetections}.");
        }

        _spec = spec;

        // A score of 0 says that there is nothing, whatever the threshold.
        _threshold = MathF.Max(spec.ScoreThreshold, float.Epsilon);

        // Twice the room: sorting whenever it is full, and dropping the worse half, costs each candidate O(log n).
        _items = new Detection[spec.MaxCandidates * 2];
        _sources = new int[_items.Length];
    }

    /// <summary>What a score must reach to be of use; it rises when there are many better ones.</summary>
    public float Floor { get; private set; }

    /// <summary>Forgets all.</summary>
    public void Clear() => (_count, Floor) = (0, _threshold);

    /// <summary>Adds a box, edges in input pixels; ignored when its score is too low or anything is not finite.</summary>
    /// <param name="left">Left edge.</param>
    /// <param name="top">Top edge.</param>
    /// <param name="right">Right edge.</param>
    /// <param name="bottom">Bottom edge.</param>
    /// <param name="label">Line of the label file.</param>
    /// <param name="score">Above 1 counts as 1.</param>
    /// <param name="source">Found again by <see cref="SourceOf"/>.</param>
    public void Add(float left, float top, float right, float bottom, int label, float score, int source = 0)
    {
        var box = new BoundingBox(left, top, right, bottom);

        // Written so that NaN fails too; a box with an infinite edge has an area that is infinite or NaN.
        if (!(score >= Floor && float.IsFinite(score) && box.Area > 0 && float.IsFinite(box.Area)))
            return;
        if (_count == _items.Length)
            DropWorseHalf();
        _sources[_count] = source;
        _items[_count++] = new Detection(box, label, MathF.Min(score, 1));
    }

    /// <summary>Adds a box by centre and size, in input pixels.</summary>
    public void AddCentred(float x, float y, float width, float height, int label, float score, int source = 0) =>
        Add(x - (width / 2), y - (height / 2), x + (width / 2), y + (height / 2), label, score, source);

    /// <summary>Suppresses overlaps and writes the rest to the result, best first, as fractions of the frame.</summary>
    public void Suppress(in ResizeTransform transform, ModelResult result)
    {
        var kept = NonMaxSuppression.Apply(
            _items.AsSpan(0, _count), _sources.AsSpan(0, _count),
            _spec.IouThreshold, _spec.ClassAgnosticNms, _spec.MaxCandidates, _spec.MaxDetections);
        Write(kept, transform, result);
    }

    /// <summary>Writes all to the result, best first: for models that have suppressed overlaps themselves.</summary>
    public void TakeAll(in ResizeTransform transform, ModelResult result)
    {
        NonMaxSuppression.Sort(_items.AsSpan(0, _count), _sources.AsSpan(0, _count));
        Write(Math.Min(_count, _spec.MaxDetections), transform, result);
    }

    /// <summary>What was given with the candidate that became this detection of the result.</summary>
    public int SourceOf(int detection) => _sources[detection];

    /// <summary>Overlaps are judged on whole boxes, as the exporters do, so boxes are cut to the frame only now.</summary>
    private void Write(int kept, in ResizeTransform transform, ModelResult result)
    {
        var room = result.DetectionBuffer;
        var count = 0;
        for (var i = 0; i < kept && count < room.Length; i++)
        {
            ref readonly var item = ref _items[i];
            var box = transform.ToFrame(item.Box.Left, item.Box.Top, item.Box.Right, item.Box.Bottom);

            // One that lies in the padding shows nothing of the frame.
            if (!(box.Area > 0))
                continue;
            _sources[count] = _sources[i];
            room[count++] = item with { Box = box };
        }

        result.SetDetectionCount(count);
    }

    private void DropWorseHalf()
    {
        NonMaxSuppression.Sort(_items, _sources);
        _count = _items.Length / 2;
        Floor = _items[_count - 1].Score;
    }
}
