using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>
/// Brings a frame of any format to a model's input tensor in one pass: crop, bilinear resize, colour conversion,
/// normalisation, layout and element type, row by row. Only the frame rows that the resize needs are read.
/// </summary>
/// <remarks>
/// Bilinear with half-pixel centres, clamped to the crop, no antialiasing; each resized sample is rounded half up to 8 bits,
/// then looked up in a table of (pixel − mean) / std. YUV frames are sampled plane by plane (chroma sited in the middle of
/// its pixels, as in JPEG) and converted afterwards; a gray input takes their luma as it is. Samples that need no conversion
/// have exactly the value that double precision gives, which is what the exporters' scripts compute: where single precision
/// lies too near to a half to be sure, the sample is computed again. Vector and scalar results are equal bit for bit. Not
/// thread-safe. Allocates nothing after its construction, whatever the frames' sizes.
/// </remarks>
public sealed class TensorPacker
{
    private readonly TensorRowWriter _writer;
    private readonly bool _vectorized;
    private readonly byte[] _row;
    private readonly SamplingPlan _plan;

    /// <summary>Prepares the normalisation tables.</summary>
    /// <exception cref="ArgumentException">The specification contradicts itself; the message says where.</exception>
    public TensorPacker(InputSpec spec)
        : this(spec, vectorized: RowSampler.IsAccelerated)
    {
    }

    internal TensorPacker(InputSpec spec, bool vectorized)
    {
        InputSpecRules.Check(spec);
        Spec = spec;
        _vectorized = vectorized;
        _writer = TensorRowWriter.For(spec);
        _plan = new SamplingPlan(spec);
        _row = GC.AllocateArray<byte>(spec.Width * RowSampler.BytesPerPixel, pinned: true);
    }

    /// <summary>What the model expects.</summary>
    public InputSpec Spec { get; }

    /// <summary>Writes the frame to the tensor.</summary>
    /// <param name="frame">Any format and size; not retained.</param>
    /// <param name="destination">1×C×H×W or 1×H×W×C as specified; fully overwritten.</param>
    /// <returns>The way from input pixels back to the frame.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another shape or element type.</exception>
    public ResizeTransform Pack(Frame frame, Tensor destination) =>
        Pack(frame, FrameRegion.Whole(frame.Width, frame.Height), destination);

    /// <summary>
    /// Writes a region of the frame to the tensor, straight from the frame's own pixels: the tensor is what it would be had the
    /// region been cut out as a picture of its own.
    /// </summary>
    /// <param name="frame">Any format and size; not retained.</param>
    /// <param name="region">Inside the frame.</param>
    /// <param name="destination">1×C×H×W or 1×H×W×C as specified; fully overwritten.</param>
    /// <returns>The way from input pixels back to the whole frame.</returns>
    /// <exception cref="ArgumentException">The region is not inside the frame, or the destination has another shape or element type.</exception>
    public ResizeTransform Pack(Frame frame, FrameRegion region, Tensor destination)
    {
        InputSpecRules.CheckDestination(Spec, destination);
        if (!region.FitsInto(frame.Width, frame.Height))
            throw new ArgumentException($"Region {region} is not inside a frame of {frame.Width}×{frame.Height} pixels.", nameof(region));
        _plan.Prepare(frame, region);
        var geometry = _plan.Geometry;
        _writer.Pad(destination, geometry);
        var row = _row.AsSpan(0, geometry.ScaledWidth * RowSampler.BytesPerPixel);
        for (var y = 0; y < geometry.ScaledHeight; y++)
        {
            if (_vectorized)
                RowSampler.Sample(_plan, frame, y, row);
            else
                ScalarRowSampler.Sample(_plan, frame, y, from: 0, to: geometry.ScaledWidth, row);
            _writer.Write(row, destination, geometry.PadTop + y, geometry.PadLeft);
        }

        return geometry.ToTransform(frame.Width, frame.Height);
    }
}
