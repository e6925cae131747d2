namespace EdgeDaemon.Vision.Decoding;

/// <summary>What the four numbers of a box are.</summary>
public enum BoxForm
{
    /// <summary>Centre x, centre y, width, height.</summary>
    Centre,

    /// <summary>Left, top, right, bottom.</summary>
    Corners,

    /// <summary>Top, left, bottom, right, as TensorFlow has them.</summary>
    CornersYx,
}

/// <summary>What the numbers of a box are measured in.</summary>
public enum BoxUnits
{
    /// <summary>Pixels of the model's input.</summary>
    Pixels,

    /// <summary>Parts of its width and height, 0..1.</summary>
    Relative,

    /// <summary>Offsets from the family's anchors.</summary>
    Offsets,
}

/// <summary>Turns four numbers of a model into a candidate, whose edges are input pixels.</summary>
internal readonly struct BoxReader
{
    private readonly BoxForm _form;
    private readonly float _width = 1;
    private readonly float _height = 1;

    /// <param name="spec">Form and units.</param>
    /// <param name="inputWidth">Pixels.</param>
    /// <param name="inputHeight">Pixels.</param>
    /// <exception cref="DecoderMismatchException">The units are offsets, which only some families know.</exception>
    public BoxReader(DecoderSpec spec, int inputWidth, int inputHeight)
    {
        if (spec.Boxes == BoxUnits.Offsets)
            throw new DecoderMismatchException($"Decoder {spec.Kind} has no anchors that boxes could be offsets from; write 'boxes: pixels' or 'boxes: relative'.");
        _form = spec.BoxForm;
        if (spec.Boxes == BoxUnits.Relative)
            (_width, _height) = (inputWidth, inputHeight);
    }

    /// <summary>Adds a box; the rest is as for <see cref="CandidateList.Add"/>.</summary>
    public void Add(CandidateList candidates, float a, float b, float c, float d, int label, float score, int source)
    {
        if (_form == BoxForm.Centre)
            candidates.AddCentred(a * _width, b * _height, c * _width, d * _height, label, score, source);
        else if (_form == BoxForm.Corners)
            candidates.Add(a * _width, b * _height, c * _width, d * _height, label, score, source);
        else
            candidates.Add(b * _width, a * _height, d * _width, c * _height, label, score, source);
    }

    /// <inheritdoc cref="Add(CandidateList, float, float, float, float, int, float, int)"/>
    public void Add(CandidateList candidates, ReadOnlySpan<float> box, int label, float score, int source) =>
        Add(candidates, box[0], box[1], box[2], box[3], label, score, source);
}
