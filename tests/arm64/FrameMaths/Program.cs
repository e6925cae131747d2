// Prints one line per combination of what frames and network inputs can be, with a digest of the tensor that comes out, and what the
// motion gate decides on a row of frames. tests/arm64/run.sh compares what two processors print: the lines must be the same, to the bit.
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Gating;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;
using EdgeDaemon.Vision.Zones;

var pool = new FramePool();
(int Width, int Height)[] sizes = [(640, 480), (1280, 720), (322, 242)];
(int Width, int Height)[] inputs = [(160, 160), (224, 224), (97, 61)];
foreach (var format in Enum.GetValues<PixelFormat>())
{
    foreach (var range in Enum.GetValues<ColorRange>())
    {
        foreach (var (width, height) in sizes)
        {
            using var frame = Draw(pool, format, width, height, seed: 1);
            frame.Range = range;
            foreach (var spec in Specs(inputs))
                Console.WriteLine($"{format} {range} {width}x{height} -> {spec.Width}x{spec.Height} {spec.Layout} {spec.ElementType} {spec.Color} {spec.Resize}: {Pack(frame, spec):x16}");
        }
    }
}

var gate = new MotionGate(new MotionParameters(), new CellMask([]));
var luma = new LumaPlane();
for (var i = 0; i < 60; i++)
{
    // The same noise, and now and then a bright thing in it.
    using var frame = Draw(pool, PixelFormat.Yuyv, 640, 480, seed: 1);
    if (i is > 20 and < 40)
        frame.Plane(0).Slice(100 * 1280, 80 * 1280).Fill((byte)(i * 6));
    frame.Timestamp = TimeSpan.FromMilliseconds(100 * i);
    luma.TakeFrom(frame);
    var decision = gate.Decide(luma, isUnsettled: false);
    Console.WriteLine($"gate {i}: {decision.Reason} {BitConverter.SingleToInt32Bits(decision.MovingArea):x8}, {Digest(luma.Cells):x16}");
}

static IEnumerable<InputSpec> Specs((int Width, int Height)[] inputs)
{
    foreach (var (width, height) in inputs)
    {
        foreach (var resize in Enum.GetValues<ResizeMode>())
        {
            foreach (var type in (TensorElementType[])[TensorElementType.Float32, TensorElementType.UInt8])
            {
                foreach (var layout in Enum.GetValues<TensorLayout>())
                {
                    foreach (var color in Enum.GetValues<ColorOrder>())
                        yield return new InputSpec { Width = width, Height = height, Resize = resize, ElementType = type, Layout = layout, Color = color };
                }
            }
        }
    }
}

static ulong Pack(Frame frame, InputSpec spec)
{
    int[] shape = spec.Layout == TensorLayout.Nchw ? [1, spec.Channels, spec.Height, spec.Width] : [1, spec.Height, spec.Width, spec.Channels];
    var tensor = new Tensor(new TensorSpec("input", spec.ElementType, [.. shape]));
    new TensorPacker(spec).Pack(frame, tensor);
    return Digest(tensor.Bytes);
}

// Noise that no two neighbours share: an error of one place shows.
static Frame Draw(FramePool pool, PixelFormat format, int width, int height, uint seed)
{
    var frame = pool.Rent(format, width, height);
    foreach (ref var value in frame.Bytes)
    {
        seed = (seed * 1664525) + 1013904223;
        value = (byte)(seed >> 24);
    }

    return frame;
}

// FNV-1a, 64 bit.
static ulong Digest(ReadOnlySpan<byte> bytes)
{
    var digest = 14695981039346656037UL;
    foreach (var value in bytes)
        digest = (digest ^ value) * 1099511628211UL;
    return digest;
}
