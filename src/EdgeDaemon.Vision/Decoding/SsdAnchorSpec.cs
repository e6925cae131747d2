using System.Collections.Immutable;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// The anchors of an SSD and the encoding of boxes relative to them. The defaults are those of the MobileNet SSDs of the
/// TensorFlow Object Detection API (<c>ssd_anchor_generator</c> with <c>reduce_boxes_in_lowest_layer</c>,
/// <c>faster_rcnn_box_coder</c> with scales 10, 10, 5, 5).
/// </summary>
public sealed record SsdAnchorSpec
{
    /// <summary>Grids, each half as fine as the one before; the first has a cell per 16 input pixels.</summary>
    public int Layers { get; init; } = 6;

    /// <summary>Size of the anchors of the first grid, as a share of the input.</summary>
    public float MinScale { get; init; } = 0.2f;

    /// <summary>Size of the anchors of the last grid, as a share of the input.</summary>
    public float MaxScale { get; init; } = 0.95f;

    /// <summary>Width / height of the anchors of every grid but the first, in the model's order.</summary>
    public ImmutableArray<float> AspectRatios { get; init; } = [1, 2, 0.5f, 3, 0.3333f];

    /// <summary>What the offsets of centre y, centre x, height and width are multiplied by.</summary>
    public ImmutableArray<float> BoxVariances { get; init; } = [0.1f, 0.1f, 0.2f, 0.2f];
}
