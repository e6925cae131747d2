namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// Collects a frame's candidate boxes before NMS in memory made once. When it is full, the worst make room, so that a model
/// that sees objects everywhere costs time and memory within bounds.
/// </summary>
internal sealed class CandidateList(int capacity)
{
    private readonly Detection[] _items = new Detection[capacity];
    private int _count;

    /// <summary>Forgets all.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a candidate; drops the worse half of all when there is no room.</summary>
    public void Add(in Detection candidate)
    {
        if (_count == _items.Length)
        {
            NonMaxSuppression.Sort(_items);
            _count = _items.Length / 2;
        }

        _items[_count++] = candidate;
    }

    /// <summary>Suppresses overlaps and writes the rest to the result, best first.</summary>
    public void Suppress(DecoderSpec spec, ModelResult result)
    {
        var room = result.DetectionBuffer;
        var kept = NonMaxSuppression.Apply(
            _items.AsSpan(0, _count), spec.IouThreshold, spec.ClassAgnosticNms, maxKept: Math.Min(spec.MaxDetections, room.Length));
        _items.AsSpan(0, kept).CopyTo(room);
        result.SetDetectionCount(kept);
    }
}
