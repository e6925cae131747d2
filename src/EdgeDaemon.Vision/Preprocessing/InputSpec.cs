using System.Collections.Immutable;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Preprocessing;

/// <summary>Order of the dimensions of an image tensor (batch is always 1).</summary>
public enum TensorLayout
{
    /// <summary>Channels, rows, columns.</summary>
    Nchw,

    /// <summary>Rows, columns, channels.</summary>
    Nhwc,
}

/// <summary>Order of the channels of an image tensor.</summary>
public enum ColorOrder
{
    /// <summary>Red first.</summary>
    Rgb,

    /// <summary>Blue first.</summary>
    Bgr,

    /// <summary>One channel: luma = 0.299 R + 0.587 G + 0.114 B, rounded.</summary>
    Gray,
}

/// <summary>How a frame is brought to the size of the model input.</summary>
public enum ResizeMode
{
    /// <summary>Width and height are scaled each by its own factor.</summary>
    Stretch,

    /// <summary>A centred square, <see cref="InputSpec.CropFraction"/> of the shorter side, is scaled to the input.</summary>
    CenterCrop,

    /// <summary>One factor for both sides; the rest is padded, the picture in the middle.</summary>
    LetterboxCenter,

    /// <summary>One factor for both sides; the rest is padded, the picture in the top left corner.</summary>
    LetterboxTopLeft,
}

/// <summary>
/// What a model expects as input: value = (pixel − mean) / std per channel, in the stated order, bilinear with half-pixel
/// centres, each resized sample rounded to 8 bits before normalisation (as OpenCV, PIL and the exporters' own scripts do).
/// </summary>
public sealed record InputSpec
{
    /// <summary>Width of the input in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the input in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Order of dimensions.</summary>
    public TensorLayout Layout { get; init; } = TensorLayout.Nchw;

    /// <summary>float32, float16, uint8 or int8.</summary>
    public TensorElementType ElementType { get; init; } = TensorElementType.Float32;

    /// <summary>Order of channels.</summary>
    public ColorOrder Color { get; init; } = ColorOrder.Rgb;

    /// <summary>Subtracted, one per channel in the stated order, in 0..255 units.</summary>
    public ImmutableArray<double> Mean { get; init; } = [0, 0, 0];

    /// <summary>Divided by, one per channel in the stated order, in 0..255 units; not 0.</summary>
    public ImmutableArray<double> Std { get; init; } = [1, 1, 1];

    /// <summary>How the frame is fitted.</summary>
    public ResizeMode Resize { get; init; } = ResizeMode.Stretch;

    /// <summary>For <see cref="ResizeMode.CenterCrop"/>: side of the square as a share of the shorter side, 0 &lt; f ≤ 1.</summary>
    public float CropFraction { get; init; } = 0.875f;

    /// <summary>For letterboxes: value of the padding in every channel, 0..255, before normalisation.</summary>
    public byte PadValue { get; init; } = 114;

    /// <summary>1 or 3.</summary>
    public int Channels => Color == ColorOrder.Gray ? 1 : 3;
}
