using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Tests.Preprocessing;

public sealed class TensorPackerAllocationTests
{
    public static TheoryData<PixelFormat, TensorElementType, TensorLayout> Kinds => new MatrixTheoryData<PixelFormat, TensorElementType, TensorLayout>(
        Enum.GetValues<PixelFormat>(),
        [TensorElementType.Float32, TensorElementType.Float16, TensorElementType.UInt8, TensorElementType.Int8],
        Enum.GetValues<TensorLayout>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pack_SteadyState_AllocatesNothing(PixelFormat format, TensorElementType type, TensorLayout layout)
    {
        var spec = new InputSpec
        {
            Width = 32,
            Height = 32,
            ElementType = type,
            Layout = layout,
            Mean = type == TensorElementType.Int8 ? [128, 128, 128] : [0, 0, 0],
            Resize = ResizeMode.LetterboxCenter,
        };
        using var frame = TestFrames.Noise(format, 64, 48);
        var packer = new TensorPacker(spec);
        var tensor = TestFrames.TensorFor(spec);

        Assert.Equal(0, Allocations.InSteadyState(() => packer.Pack(frame, tensor)));
    }
}
