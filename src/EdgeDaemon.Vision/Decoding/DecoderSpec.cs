namespace EdgeDaemon.Vision.Decoding;

/// <summary>Model families whose outputs we can read; manifests name them in snake_case.</summary>
public enum DecoderKind
{
    /// <summary>One score per class for the whole frame.</summary>
    Classification,

    /// <summary>A heat-map per class with one cell per stride, optionally with size and offset per cell.</summary>
    Centroid,
}

/// <summary>Which decoder, and its parameters. Every parameter has the default that most models of the family use.</summary>
public sealed record DecoderSpec
{
    /// <summary>The family.</summary>
    public required DecoderKind Kind { get; init; }

    /// <summary>Are the scores logits, so that softmax is to be applied? (classification)</summary>
    public bool Logits { get; init; }

    /// <summary>How many classes to report at most (classification).</summary>
    public int TopK { get; init; } = 5;

    /// <summary>Label index = output index − offset; outputs below it have no label and are skipped (classification).</summary>
    public int LabelOffset { get; init; }

    /// <summary>Detections below this score are dropped, 0..1.</summary>
    public float ScoreThreshold { get; init; } = 0.3f;

    /// <summary>Of two boxes that overlap more than this, the one with the lower score is dropped (NMS), 0..1.</summary>
    public float IouThreshold { get; init; } = 0.45f;

    /// <summary>Do boxes of different labels compete in NMS?</summary>
    public bool ClassAgnosticNms { get; init; }

    /// <summary>Most detections per frame.</summary>
    public int MaxDetections { get; init; } = 100;
}
