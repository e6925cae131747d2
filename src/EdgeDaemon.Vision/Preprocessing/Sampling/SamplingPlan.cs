using System.Runtime.Intrinsics;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// Everything about one frame geometry that does not depend on the pixels: for each column of the scaled picture the byte
/// offsets in a source row and the weights of the right neighbour.
/// </summary>
internal sealed class SamplingPlan
{
    private readonly PixelFormat _format;
    private readonly int _frameWidth;
    private readonly int _frameHeight;
    private readonly ColorRange _range;
    private readonly ResizeAxis _rows;

    public SamplingPlan(InputSpec spec, Frame frame)
    {
        (_format, _frameWidth, _frameHeight, _range) = (frame.Format, frame.Width, frame.Height, frame.Range);
        Geometry = ResizeGeometry.For(spec, frame.Width, frame.Height);
        Kind = KindOf(frame.Format, lumaOnly: spec.Color == ColorOrder.Gray);
        var isYuv = frame.Format is PixelFormat.Yuyv or PixelFormat.Nv12 or PixelFormat.I420;
        NeedsMatrix = isYuv && (spec.Color != ColorOrder.Gray || frame.Range == ColorRange.Limited);
        Matrix = ColorMatrix.For(frame.Range, lumaOnly: spec.Color == ColorOrder.Gray);
        _rows = new ResizeAxis(Geometry.CropTop, Geometry.CropHeight, Geometry.ScaledHeight);
        (LumaOffsets, ChromaOffsets, Weights) = ColumnTables();
        VectorColumns = CountVectorColumns(frame);
    }

    public ResizeGeometry Geometry { get; }

    public SampleKind Kind { get; }

    /// <summary>Must samples be converted from YUV, or from limited luma?</summary>
    public bool NeedsMatrix { get; }

    public ColorMatrix Matrix { get; }

    /// <summary>Per column, bytes from the start of a row of the first plane to the left neighbour.</summary>
    public int[] LumaOffsets { get; }

    /// <summary>Per column, bytes from the start of a chroma row (or its four-byte group) to the left neighbour.</summary>
    public int[] ChromaOffsets { get; }

    /// <summary>Per column, weight of the right neighbour: luma (or all colours), chroma, chroma, unused.</summary>
    public Vector128<float>[] Weights { get; }

    /// <summary>
    /// A multiple of 4: columns from the left for which the wide loads of the vector code stay inside their source row. The
    /// rest, a few at the right edge, are left to the scalar code.
    /// </summary>
    public int VectorColumns { get; }

    /// <summary>Is chroma sampled from planes of its own, with half the rows?</summary>
    public bool HasHalfRows => Kind is SampleKind.Nv12 or SampleKind.I420;

    private bool HasHalfColumns => HasHalfRows || Kind == SampleKind.Yuyv;

    /// <summary>Was it made for frames like this one?</summary>
    public bool Fits(Frame frame) =>
        (frame.Format, frame.Width, frame.Height, frame.Range) == (_format, _frameWidth, _frameHeight, _range);

    /// <summary>The source rows of a scaled row, and the weights of the lower ones.</summary>
    public RowPosition RowAt(int scaledRow)
    {
        var (luma, lumaWeight) = _rows.At(scaledRow);
        var (chroma, chromaWeight) = HasHalfRows ? _rows.AtHalf(scaledRow) : (luma, lumaWeight);
        return new(
            luma, luma + (lumaWeight > 0 ? 1 : 0), chroma, chroma + (chromaWeight > 0 ? 1 : 0),
            Vector128.Create(lumaWeight, chromaWeight, chromaWeight, 0));
    }

    private static SampleKind KindOf(PixelFormat format, bool lumaOnly) => format switch
    {
        PixelFormat.Rgb24 => SampleKind.Rgb24,
        PixelFormat.Gray8 => SampleKind.Luma,
        PixelFormat.Yuyv => lumaOnly ? SampleKind.YuyvLuma : SampleKind.Yuyv,
        PixelFormat.Nv12 => lumaOnly ? SampleKind.Luma : SampleKind.Nv12,
        PixelFormat.I420 => lumaOnly ? SampleKind.Luma : SampleKind.I420,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a pixel format."),
    };

    private (int[] Luma, int[] Chroma, Vector128<float>[] Weights) ColumnTables()
    {
        var columns = new ResizeAxis(Geometry.CropLeft, Geometry.CropWidth, Geometry.ScaledWidth);
        var luma = new int[Geometry.ScaledWidth];
        var chroma = new int[Geometry.ScaledWidth];
        var weights = new Vector128<float>[Geometry.ScaledWidth];
        for (var x = 0; x < luma.Length; x++)
        {
            var (index, weight) = columns.At(x);
            var (halfIndex, halfWeight) = HasHalfColumns ? columns.AtHalf(x) : (index, weight);
            luma[x] = index * SampleLayout.LumaStep(Kind);
            chroma[x] = halfIndex * SampleLayout.ChromaStep(Kind);
            weights[x] = Vector128.Create(weight, halfWeight, halfWeight, 0);
        }

        return (luma, chroma, weights);
    }

    private int CountVectorColumns(Frame frame)
    {
        var lumaEnd = frame.Planes[0].WidthBytes - SampleLayout.LumaLoadBytes(Kind);
        var chromaEnd = frame.Planes[^1].WidthBytes - SampleLayout.ChromaLoadBytes(Kind);
        var count = 0;
        while (count < LumaOffsets.Length && LumaOffsets[count] <= lumaEnd && ChromaOffsets[count] <= chromaEnd)
            count++;
        return count & ~3;
    }
}

/// <summary>The source rows of one scaled row: upper and lower, of the first plane and of chroma.</summary>
/// <param name="LumaTop">Upper row of the first plane.</param>
/// <param name="LumaBottom">Lower row of the first plane; the upper one where its weight is 0.</param>
/// <param name="ChromaTop">Upper chroma row.</param>
/// <param name="ChromaBottom">Lower chroma row.</param>
/// <param name="Weights">Weight of the lower row: luma (or all colours), chroma, chroma, unused.</param>
internal readonly record struct RowPosition(
    int LumaTop, int LumaBottom, int ChromaTop, int ChromaBottom, Vector128<float> Weights);
