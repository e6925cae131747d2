namespace EdgeDaemon.Vision.Tracking;

/// <summary>
/// What second models say of the detections of one frame: for each, by its index in <see cref="Decoding.ModelResult.Detections"/>, a
/// sub-label and perhaps a feature vector. One instance is filled again and again; it allocates when it is made, and when the
/// first vector tells how long vectors are. Vectors are valid until the next <see cref="Clear"/>: who wants to keep one copies it.
/// </summary>
public sealed class DetectionAnnotations
{
    private readonly SubLabel[] _subLabels;
    private readonly int[] _rowOf;
    private readonly int _maxVectors;
    private float[] _vectors = [];
    private int _vectorCount;
    private int _dimensions;

    /// <summary>Makes room.</summary>
    /// <param name="maxDetections">Most detections of a frame.</param>
    /// <param name="maxVectors">Most of them that get a feature vector.</param>
    public DetectionAnnotations(int maxDetections, int maxVectors = 0)
    {
        _subLabels = new SubLabel[maxDetections];
        _rowOf = new int[maxDetections];
        _maxVectors = maxVectors;
    }

    /// <summary>Forgets everything: nothing is known of the next frame's detections.</summary>
    public void Clear()
    {
        Array.Clear(_subLabels);
        Array.Clear(_rowOf);
        _vectorCount = 0;
    }

    /// <summary>The sub-label of a detection; unknown when no model looked at it, or none was sure enough.</summary>
    public SubLabel SubLabelOf(int detection) => _subLabels[detection];

    /// <summary>The feature vector of a detection, of length 1; empty when no model looked at it.</summary>
    public ReadOnlySpan<float> EmbeddingOf(int detection) =>
        _rowOf[detection] == 0 ? [] : _vectors.AsSpan((_rowOf[detection] - 1) * _dimensions, _dimensions);

    /// <summary>Says what kind of its label a detection is.</summary>
    public void SetSubLabel(int detection, SubLabel subLabel) => _subLabels[detection] = subLabel;

    /// <summary>Copies the feature vector of a detection.</summary>
    /// <param name="detection">Its index.</param>
    /// <param name="vector">As long as every other vector of this instance.</param>
    /// <exception cref="ArgumentException">The vector has another length than the first.</exception>
    /// <exception cref="InvalidOperationException">There is no room for one more detection with a vector.</exception>
    public void SetEmbedding(int detection, ReadOnlySpan<float> vector)
    {
        if (_vectors.Length == 0)
            (_dimensions, _vectors) = (vector.Length, new float[_maxVectors * vector.Length]);
        if (vector.Length != _dimensions)
            throw new ArgumentException($"Feature vector of {vector.Length} elements, expected {_dimensions} as before.", nameof(vector));
        if (_rowOf[detection] == 0)
        {
            _rowOf[detection] = _vectorCount < _maxVectors
                ? ++_vectorCount
                : throw new InvalidOperationException($"Room for {_maxVectors} feature vectors per frame, all taken.");
        }

        vector.CopyTo(_vectors.AsSpan((_rowOf[detection] - 1) * _dimensions, _dimensions));
    }
}
