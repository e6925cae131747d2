using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// Everything about one frame geometry that does not depend on the pixels: for each column of the scaled picture the byte
/// offsets in a source row and the weights of the right neighbour. Another region of the frame refills the same tables.
/// </summary>
internal sealed class SamplingPlan
{
    private readonly InputSpec _spec;
    private PixelFormat? _format;
    private int _frameWidth;
    private int _frameHeight;
    private ColorRange _range;
    private FrameRegion _region;
    private ResizeAxis _rows;
    private ResizeAxis _columns;
    private int _insideColumns;
    private bool _hasExactColumns;
    private bool _hasShortRows;

    /// <summary>Takes the memory for the widest picture that the input can show; <see cref="Prepare"/> fills it.</summary>
    public SamplingPlan(InputSpec spec)
    {
        _spec = spec;
        LumaOffsets = new int[spec.Width];
        ChromaOffsets = new int[spec.Width];
        LumaWeights = new float[spec.Width];
        ChromaWeights = new float[spec.Width];
        Texels = new uint[spec.Width / ColumnGroup.Columns * ColumnGroup.Size];
        UncertainColumns = new byte[spec.Width / ColumnGroup.Columns];
    }

    public ResizeGeometry Geometry { get; private set; }

    public SampleKind Kind { get; private set; }

    /// <summary>Must samples be converted from YUV, or from limited luma?</summary>
    public bool NeedsMatrix { get; private set; }

    public ColorMatrix Matrix { get; private set; }

    /// <summary>Per column, bytes from the start of a row of the first plane to the left neighbour.</summary>
    public int[] LumaOffsets { get; }

    /// <summary>Per column, bytes from the start of a chroma row (or its four-byte group) to the left neighbour.</summary>
    public int[] ChromaOffsets { get; }

    /// <summary>Per column, weight of the right neighbour in the first plane.</summary>
    public float[] LumaWeights { get; }

    /// <summary>Per column, weight of the right neighbour in the chroma rows.</summary>
    public float[] ChromaWeights { get; }

    /// <summary>Memory of <see cref="RowSampler"/>, a <see cref="ColumnGroup"/> after the other.</summary>
    public uint[] Texels { get; }

    /// <summary>Memory of <see cref="RowSampler"/>: per group, a bit for each column that must be computed again.</summary>
    public byte[] UncertainColumns { get; }

    /// <summary>Is chroma sampled from planes of its own, with half the rows?</summary>
    public bool HasHalfRows => Kind is SampleKind.Nv12 or SampleKind.I420;

    private bool HasHalfColumns => HasHalfRows || Kind == SampleKind.Yuyv;

    /// <summary>Makes it fit this region of frames like this one; costs nothing when it does already, and never allocates.</summary>
    public void Prepare(Frame frame, FrameRegion region)
    {
        if ((frame.Format, frame.Width, frame.Height, frame.Range) == (_format, _frameWidth, _frameHeight, _range) && region == _region)
            return;
        (_format, _frameWidth, _frameHeight, _range, _region) = (frame.Format, frame.Width, frame.Height, frame.Range, region);
        var lumaOnly = _spec.Color == ColorOrder.Gray;
        Geometry = ResizeGeometry.For(_spec, region);
        Kind = KindOf(frame.Format, lumaOnly);
        var isYuv = frame.Format is PixelFormat.Yuyv or PixelFormat.Nv12 or PixelFormat.I420;
        NeedsMatrix = isYuv && (!lumaOnly || frame.Range == ColorRange.Limited);
        Matrix = ColorMatrix.For(frame.Range, lumaOnly);
        _rows = new ResizeAxis(region.Top, Geometry.CropTop, Geometry.CropHeight, Geometry.ScaledHeight);
        _columns = new ResizeAxis(region.Left, Geometry.CropLeft, Geometry.CropWidth, Geometry.ScaledWidth);
        FillColumnTables();
        _insideColumns = CountInsideColumns(frame);
        _hasShortRows = false;
        foreach (ref readonly var plane in frame.Planes)
            _hasShortRows |= plane.StrideBytes < sizeof(ulong);
    }

    /// <summary>Position of a scaled column, in double precision.</summary>
    public (int Index, double Weight) ExactColumn(int scaledColumn) => _columns.ExactlyAt(scaledColumn);

    /// <summary>Position of a scaled row, in double precision.</summary>
    public (int Index, double Weight) ExactRow(int scaledRow) => _rows.ExactlyAt(scaledRow);

    /// <summary>
    /// Does single precision interpolate this row without any error? So it does where all weights are multiples of 1/128, as with
    /// 1280 → 320 columns: the 8 bits of a sample and twice 7 bits more fit its 24. Every other sample may then be a half.
    /// </summary>
    public bool IsExact(int scaledRow) => _hasExactColumns && IsCoarse(ExactRow(scaledRow).Weight);

    /// <summary>The source rows of a scaled row, and the weights of the lower ones.</summary>
    public RowPosition RowAt(int scaledRow)
    {
        var (luma, lumaWeight) = _rows.At(scaledRow);
        var (chroma, chromaWeight) = HasHalfRows ? _rows.AtHalf(scaledRow) : (luma, lumaWeight);
        return new(
            luma, luma + (lumaWeight > 0 ? 1 : 0), lumaWeight, chroma, chroma + (chromaWeight > 0 ? 1 : 0), chromaWeight);
    }

    /// <summary>
    /// A multiple of 4: how many columns of a scaled row may be read with wide loads; the rest is left to the scalar code. A
    /// load may run some bytes past its row into the next, whose bytes then have no weight, but not past the last row.
    /// </summary>
    public int VectorColumns(Frame frame, in RowPosition position)
    {
        var isLast = position.LumaBottom == frame.Planes[0].Rows - 1 || (HasHalfRows && position.ChromaBottom == frame.Planes[^1].Rows - 1);
        return (isLast || _hasShortRows ? _insideColumns : Geometry.ScaledWidth) & ~3;
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

    private static bool IsCoarse(double weight) => double.IsInteger(weight * 128);

    private void FillColumnTables()
    {
        _hasExactColumns = true;
        for (var x = 0; x < Geometry.ScaledWidth; x++)
        {
            var (index, weight) = _columns.At(x);
            var (halfIndex, halfWeight) = HasHalfColumns ? _columns.AtHalf(x) : (index, weight);
            LumaOffsets[x] = index * SampleLayout.LumaStep(Kind);
            ChromaOffsets[x] = halfIndex * SampleLayout.ChromaStep(Kind);
            LumaWeights[x] = weight;
            ChromaWeights[x] = halfWeight;
            _hasExactColumns &= IsCoarse(ExactColumn(x).Weight);
        }
    }

    private int CountInsideColumns(Frame frame)
    {
        var lumaEnd = frame.Planes[0].WidthBytes - SampleLayout.LumaLoadBytes(Kind);
        var chromaEnd = frame.Planes[^1].WidthBytes - SampleLayout.ChromaLoadBytes(Kind);
        var count = 0;
        while (count < Geometry.ScaledWidth && LumaOffsets[count] <= lumaEnd && ChromaOffsets[count] <= chromaEnd)
            count++;
        return count;
    }
}

/// <summary>The source rows of one scaled row: upper and lower, of the first plane and of chroma.</summary>
/// <param name="LumaTop">Upper row of the first plane.</param>
/// <param name="LumaBottom">Lower row of the first plane; the upper one where its weight is 0.</param>
/// <param name="LumaWeight">Weight of the lower row of the first plane.</param>
/// <param name="ChromaTop">Upper chroma row.</param>
/// <param name="ChromaBottom">Lower chroma row.</param>
/// <param name="ChromaWeight">Weight of the lower chroma row.</param>
internal readonly record struct RowPosition(
    int LumaTop, int LumaBottom, float LumaWeight, int ChromaTop, int ChromaBottom, float ChromaWeight);
