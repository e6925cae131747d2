namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// What a model saw in one frame. One instance is filled again and again; it allocates only when it is made.
/// A decoder fills the part that belongs to its task and clears the rest.
/// </summary>
public sealed class ModelResult
{
    private readonly Detection[] _detections;
    private readonly Classification[] _classifications;
    private int _detectionCount;
    private int _classificationCount;

    /// <summary>Makes room.</summary>
    /// <param name="maxDetections">Most objects per frame.</param>
    /// <param name="maxClassifications">Most classes per frame (top-k).</param>
    public ModelResult(int maxDetections = 300, int maxClassifications = 10)
    {
        _detections = new Detection[maxDetections];
        _classifications = new Classification[maxClassifications];
    }

    /// <summary>Objects, best score first.</summary>
    public ReadOnlySpan<Detection> Detections => _detections.AsSpan(0, _detectionCount);

    /// <summary>Classes of the whole frame, best score first.</summary>
    public ReadOnlySpan<Classification> Classifications => _classifications.AsSpan(0, _classificationCount);

    /// <summary>Room for detections, for decoders to write to before <see cref="SetDetectionCount"/>.</summary>
    public Span<Detection> DetectionBuffer => _detections;

    /// <summary>Room for classes, for decoders to write to before <see cref="SetClassificationCount"/>.</summary>
    public Span<Classification> ClassificationBuffer => _classifications;

    /// <summary>Says how many detections were written; there are no classes then.</summary>
    public void SetDetectionCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _detections.Length);
        (_detectionCount, _classificationCount) = (count, 0);
    }

    /// <summary>Says how many classes were written; there are no detections then.</summary>
    public void SetClassificationCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _classifications.Length);
        (_detectionCount, _classificationCount) = (0, count);
    }
}
