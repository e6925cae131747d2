using BenchmarkDotNet.Attributes;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Benchmarks.Preprocessing;

/// <summary>A 720p frame to a 224 × 224 input, as a classifier on a camera does it per frame.</summary>
[MemoryDiagnoser]
public class TensorPackerBenchmarks
{
    private readonly FramePool _pool = new();
    private Frame _frame = null!;
    private Tensor _tensor = null!;
    private TensorPacker _scalar = null!;
    private TensorPacker _vector = null!;

    /// <summary>How the frame's pixels lie.</summary>
    [Params(PixelFormat.Yuyv, PixelFormat.I420, PixelFormat.Rgb24)]
    public PixelFormat Format { get; set; }

    /// <summary>What the model takes.</summary>
    [Params(TensorElementType.Float32, TensorElementType.UInt8)]
    public TensorElementType ElementType { get; set; }

    /// <summary>Draws noise.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _frame = _pool.Rent(Format, 1280, 720);
        new Random(1).NextBytes(_frame.Bytes);
        var spec = new InputSpec
        {
            Width = 224,
            Height = 224,
            ElementType = ElementType,
            Layout = ElementType == TensorElementType.UInt8 ? TensorLayout.Nhwc : TensorLayout.Nchw,
            Mean = ElementType == TensorElementType.UInt8 ? [0, 0, 0] : [123.675, 116.28, 103.53],
            Std = ElementType == TensorElementType.UInt8 ? [1, 1, 1] : [58.395, 57.12, 57.375],
        };
        _tensor = new Tensor(new TensorSpec("image", ElementType, spec.Layout == TensorLayout.Nhwc ? [1, 224, 224, 3] : [1, 3, 224, 224]));
        (_scalar, _vector) = (new TensorPacker(spec, vectorized: false), new TensorPacker(spec, vectorized: true));
    }

    /// <summary>The reference.</summary>
    [Benchmark(Baseline = true)]
    public ResizeTransform Scalar() => _scalar.Pack(_frame, _tensor);

    /// <summary>128-bit vectors.</summary>
    [Benchmark]
    public ResizeTransform Vector() => _vector.Pack(_frame, _tensor);
}
