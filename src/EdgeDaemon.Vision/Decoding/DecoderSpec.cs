using System.Collections.Immutable;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// Which decoder, and its parameters. Every parameter has the default that most models use; <see cref="DecoderDescription.Defaults"/>
/// has those of a family.
/// </summary>
public sealed record DecoderSpec
{
    /// <summary>The family.</summary>
    public required DecoderKind Kind { get; init; }

    /// <summary>The output that is read, by name; empty: all, as the family has them.</summary>
    public string Output { get; init; } = "";

    /// <summary>Are the scores logits, so that softmax (classification of several classes), else a sigmoid, is to be applied?</summary>
    public bool Logits { get; init; }

    /// <summary>Are they logits of a softmax over all scores of a box, that of "nothing" among them?</summary>
    public bool Softmax { get; init; }

    /// <summary>What the numbers of a box are.</summary>
    public BoxForm BoxForm { get; init; }

    /// <summary>What they are measured in.</summary>
    public BoxUnits Boxes { get; init; }

    /// <summary>What the numbers of a row are (yolo_e2e).</summary>
    public RowOrder Row { get; init; }

    /// <summary>Numbers of each box behind its scores that are not read: of masks, of key points, of "nothing".</summary>
    public int Extra { get; init; }

    /// <summary>How many classes to report at most (classification).</summary>
    public int TopK { get; init; } = 5;

    /// <summary>
    /// Label index = output index − offset; outputs below it have no label and are skipped (classification, centroid, and boxes with a background).
    /// </summary>
    public int LabelOffset { get; init; }

    /// <summary>Detections below this score are dropped, 0..1; so are cells of a probability map (segmentation).</summary>
    public float ScoreThreshold { get; init; } = 0.3f;

    /// <summary>Of two boxes that overlap more than this, the one with the lower score is dropped (NMS), 0..1.</summary>
    public float IouThreshold { get; init; } = 0.45f;

    /// <summary>Do boxes of different labels compete in NMS?</summary>
    public bool ClassAgnosticNms { get; init; }

    /// <summary>Only this many boxes, the best, enter NMS, which bounds the time of a frame.</summary>
    public int MaxCandidates { get; init; } = 1024;

    /// <summary>Most detections per frame.</summary>
    public int MaxDetections { get; init; } = 100;

    /// <summary>Input pixels per cell of each level of the grid (yolox, nanodet, yunet).</summary>
    public ImmutableArray<int> Strides { get; init; } = [8, 16, 32];

    /// <summary>How boxes of ssd_raw are encoded.</summary>
    public SsdAnchorSpec Anchors { get; init; } = new();

    /// <summary>The label of what is nothing, which is not reported; −1 when there is none (segmentation with several labels, centroid).</summary>
    public int Background { get; init; }

    /// <summary>Regions smaller than this share of the frame are not counted, 0..1 (segmentation).</summary>
    public float MinRegionArea { get; init; } = 0.001f;

    /// <summary>Most regions per frame that get a box, the largest first (segmentation).</summary>
    public int MaxRegions { get; init; } = 32;
}
