using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Vision.Tests.Preprocessing;

/// <summary>One way to pack: everything that the packer's behaviour depends on, with noise as the picture.</summary>
public sealed record PackerCase(
    PixelFormat Format, ColorRange Range, int FrameWidth, int FrameHeight, ResizeMode Resize, TensorLayout Layout,
    TensorElementType ElementType, ColorOrder Color, int Width, int Height, int Seed)
{
    private static readonly int[] Sides = [1, 2, 3, 5, 7, 8, 9, 16, 31, 33, 50, 64, 97, 130, 241];

    public static Arbitrary<PackerCase> Any => (
        from format in Gen.Elements(Enum.GetValues<PixelFormat>())
        from range in Gen.Elements(Enum.GetValues<ColorRange>())
        from frameWidth in Gen.Elements(Sides)
        from frameHeight in Gen.Elements(Sides)
        from resize in Gen.Elements(Enum.GetValues<ResizeMode>())
        from layout in Gen.Elements(Enum.GetValues<TensorLayout>())
        from type in Gen.Elements(TensorElementType.Float32, TensorElementType.Float16, TensorElementType.UInt8, TensorElementType.Int8)
        from color in Gen.Elements(Enum.GetValues<ColorOrder>())
        from width in Gen.Elements(Sides)
        from height in Gen.Elements(Sides)
        from seed in Gen.Choose(0, int.MaxValue)
        select new PackerCase(format, range, frameWidth, frameHeight, resize, layout, type, color, width, height, seed)).ToArbitrary();

    public InputSpec Spec => new()
    {
        Width = Width,
        Height = Height,
        Layout = Layout,
        ElementType = ElementType,
        Color = Color,
        Resize = Resize,
        Mean = ElementType switch
        {
            TensorElementType.UInt8 => [0, 0, 0],
            TensorElementType.Int8 => [128, 128, 128],
            _ => [123.675, 116.28, 103.53],
        },
        Std = ElementType is TensorElementType.UInt8 or TensorElementType.Int8 ? [1, 1, 1] : [58.395, 57.12, 57.375],
    };

    public Frame NewFrame() => TestFrames.Noise(Format, FrameWidth, FrameHeight, Range, Seed);
}
