namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// What a model saw in one frame. One instance is filled again and again; it allocates when it is made, and when a decoder
/// first asks for room that only its task needs (landmarks, segments, an embedding).
/// A decoder fills the part that belongs to its task and clears the rest.
/// </summary>
public sealed class ModelResult
{
    private readonly Detection[] _detections;
    private readonly Classification[] _classifications;
    private Landmark[] _landmarks = [];
    private Segment[] _segments = [];
    private SegmentRegion[] _regions = [];
    private float[] _embedding = [];
    private Counts _counts;

    /// <summary>Makes room.</summary>
    /// <param name="maxDetections">Most objects per frame.</param>
    /// <param name="maxClassifications">Most classes per frame (top-k).</param>
    public ModelResult(int maxDetections = 300, int maxClassifications = 10)
    {
        _detections = new Detection[maxDetections];
        _classifications = new Classification[maxClassifications];
    }

    /// <summary>Objects, best score first.</summary>
    public ReadOnlySpan<Detection> Detections => _detections.AsSpan(0, _counts.Detections);

    /// <summary>What is odd about the objects' boxes; nothing where a decoder does not say.</summary>
    public BoxTally Tally { get; internal set; }

    /// <summary>Classes of the whole frame, best score first.</summary>
    public ReadOnlySpan<Classification> Classifications => _classifications.AsSpan(0, _counts.Classifications);

    /// <summary>Landmarks of each detection; 0 when the model gives none.</summary>
    public int LandmarksPerDetection => _counts.LandmarksPerDetection;

    /// <summary>Classes of a segmentation, largest area first; the background is not among them.</summary>
    public ReadOnlySpan<Segment> Segments => _segments.AsSpan(0, _counts.Segments);

    /// <summary>The largest regions of all segments, largest area first.</summary>
    public ReadOnlySpan<SegmentRegion> Regions => _regions.AsSpan(0, _counts.Regions);

    /// <summary>The feature vector, of length 1, or all zeros when the model gave nothing to scale; empty for other tasks.</summary>
    public ReadOnlySpan<float> Embedding => _embedding.AsSpan(0, _counts.Dimensions);

    /// <summary>Length of the feature vector as the model gave it, before it was scaled to 1.</summary>
    public float EmbeddingNorm { get; private set; }

    /// <summary>Room for detections, for decoders to write to before <see cref="SetDetectionCount"/>.</summary>
    public Span<Detection> DetectionBuffer => _detections;

    /// <summary>Room for classes, for decoders to write to before <see cref="SetClassificationCount"/>.</summary>
    public Span<Classification> ClassificationBuffer => _classifications;

    /// <summary>Landmarks of one detection, in the model's order (faces: right eye, left eye, nose, right and left mouth corner).</summary>
    /// <param name="detection">Index among <see cref="Detections"/>.</param>
    public ReadOnlySpan<Landmark> LandmarksOf(int detection)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)detection, (uint)_counts.Detections);
        return _landmarks.AsSpan(detection * LandmarksPerDetection, LandmarksPerDetection);
    }

    /// <summary>Says how many detections were written; there is nothing else then.</summary>
    public void SetDetectionCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _detections.Length);
        _counts = new Counts { Detections = count };
    }

    /// <summary>Adds landmarks to the detections that were written.</summary>
    /// <param name="perDetection">Landmarks of each.</param>
    /// <returns>Room for them, detection by detection; to be written in full.</returns>
    public Span<Landmark> AddLandmarks(int perDetection)
    {
        // Room for as many detections as there can be, so that a later frame with more of them allocates nothing.
        Grow(ref _landmarks, perDetection * _detections.Length);
        _counts.LandmarksPerDetection = perDetection;
        return _landmarks.AsSpan(0, perDetection * _counts.Detections);
    }

    /// <summary>Says how many classes were written; there is nothing else then.</summary>
    public void SetClassificationCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _classifications.Length);
        _counts = new Counts { Classifications = count };
    }

    /// <summary>Room for as many segments, for decoders to write to before <see cref="SetSegmentCounts"/>.</summary>
    public Span<Segment> SegmentBuffer(int count) => Grow(ref _segments, count);

    /// <summary>Room for as many regions, for decoders to write to before <see cref="SetSegmentCounts"/>.</summary>
    public Span<SegmentRegion> RegionBuffer(int count) => Grow(ref _regions, count);

    /// <summary>Says how many segments and regions were written; there is nothing else then.</summary>
    public void SetSegmentCounts(int segments, int regions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(segments, _segments.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(regions, _regions.Length);
        _counts = new Counts { Segments = segments, Regions = regions };
    }

    /// <summary>Makes a feature vector the only result.</summary>
    /// <param name="dimensions">Elements of the vector.</param>
    /// <param name="norm">Its length before it was scaled.</param>
    /// <returns>Room for it; to be written in full.</returns>
    public Span<float> SetEmbedding(int dimensions, float norm)
    {
        Grow(ref _embedding, dimensions);
        _counts = new Counts { Dimensions = dimensions };
        EmbeddingNorm = norm;
        return _embedding.AsSpan(0, dimensions);
    }

    private static Span<T> Grow<T>(ref T[] room, int count)
    {
        if (room.Length < count)
            room = new T[count];
        return room.AsSpan(0, count);
    }

    /// <summary>How much of each part is filled; what is not named is cleared.</summary>
    private struct Counts
    {
        public int Detections;
        public int LandmarksPerDetection;
        public int Classifications;
        public int Segments;
        public int Regions;
        public int Dimensions;
    }
}
