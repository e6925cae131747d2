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
    private readonly ulong[] _keys;
    private readonly float _threshold;
    private int _count;

    public CandidateList(DecoderSpec spec)
    {
        if (spec.MaxCandidates < 1 || spec.MaxDetections < 1)
        {
            throw new DecoderMismatchException(
                $"Expected room for 1 or more candidates and detections, got {spec.MaxCandidates} and {spec.MaxDetections}.");
        }

        _spec = spec;

        // A score of 0 says that there is nothing, whatever the threshold.
        _threshold = MathF.Max(spec.ScoreThreshold, float.Epsilon);

        // Twice the room: sorting whenever it is full, and dropping the worse half, costs each candidate O(log n).
        _items = new Detection[spec.MaxCandidates * 2];
        _keys = new ulong[_items.Length];
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
    /// <param name="score">Above 1 counts as 1 in the result.</param>
    /// <param name="source">
    /// The box's number in the model's outputs. Of equal scores, of which quantised models give many, the lower comes first.
    /// </param>
    public void Add(float left, float top, float right, float bottom, int label, float score, int source)
    {
        var box = new BoundingBox(left, top, right, bottom);

        // Written so that NaN fails too; a box with an infinite edge has an area that is infinite or NaN.
        if (!(score >= Floor && float.IsFinite(score) && box.Area > 0 && float.IsFinite(box.Area)))
            return;
        if (_count == _items.Length)
            DropWorseHalf();
        _keys[_count] = KeyOf(score, source);
        _items[_count++] = new Detection(box, label, score);
    }

    /// <summary>Adds a box by centre and size, in input pixels.</summary>
    public void AddCentred(float x, float y, float width, float height, int label, float score, int source) =>
        Add(x - (width / 2), y - (height / 2), x + (width / 2), y + (height / 2), label, score, source);

    /// <summary>Suppresses overlaps and writes the rest to the result, best first, as fractions of the frame.</summary>
    public void Suppress(in ResizeTransform transform, ModelResult result)
    {
        Sort();
        var candidates = Math.Min(_count, _spec.MaxCandidates);
        var kept = NonMaxSuppression.Suppress(
            _items.AsSpan(0, candidates), _keys.AsSpan(0, candidates),
            _spec.IouThreshold, _spec.ClassAgnosticNms, _spec.MaxDetections);
        Write(kept, transform, result);
    }

    /// <summary>Writes all to the result, best first: for models that have suppressed overlaps themselves.</summary>
    public void TakeAll(in ResizeTransform transform, ModelResult result)
    {
        Sort();
        Write(Math.Min(_count, _spec.MaxDetections), transform, result);
    }

    /// <summary>The source of a detection that was written to the result.</summary>
    public int SourceOf(int detection) => (int)(uint)_keys[detection];

    /// <summary>Overlaps are judged on whole boxes, as the exporters do, so boxes are cut to the frame only now.</summary>
    private void Write(int kept, in ResizeTransform transform, ModelResult result)
    {
        var room = result.DetectionBuffer;
        var (count, tally) = (0, default(BoxTally));
        for (var i = 0; i < kept && count < room.Length; i++)
        {
            ref readonly var item = ref _items[i];
            tally.Add(item.Box, item.Score, transform);
            var box = transform.ToFrame(item.Box.Left, item.Box.Top, item.Box.Right, item.Box.Bottom);

            // One that lies in the padding shows nothing of the frame. None is in the input's first pixel: such boxes are parts of the
            // picture that are taken for pixels, and better lost than told.
            if (!(box.Area > 0) || (item.Box.Right <= 1 && item.Box.Bottom <= 1))
                continue;
            _keys[count] = _keys[i];
            room[count++] = item with { Box = box, Score = MathF.Min(item.Score, 1) };
        }

        result.SetDetectionCount(count);
        result.Tally = tally;
    }

    private void DropWorseHalf()
    {
        Sort();
        _count = _items.Length / 2;
        Floor = _items[_count - 1].Score;
    }

    private void Sort() => _keys.AsSpan(0, _count).Sort(_items.AsSpan(0, _count));

    /// <summary>The bits of positive floats are ordered as they are; inverted, the best comes first.</summary>
    private static ulong KeyOf(float score, int source) => ((ulong)~BitConverter.SingleToUInt32Bits(score) << 32) | (uint)source;
}
