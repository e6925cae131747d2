using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// How the exporters of a family prepare pictures. A graph does not say how its input was normalised in training: that is a
/// habit of the family.
/// </summary>
/// <param name="Color">Order of channels.</param>
/// <param name="Resize">How a frame is fitted.</param>
/// <param name="Mean">Per channel, or one for all; 0..255 scale.</param>
/// <param name="Std">Per channel, or one for all; 0..255 scale.</param>
/// <param name="PadValue">For letterboxes; null: the usual grey.</param>
public sealed record InputHabits(ColorOrder Color, ResizeMode Resize, ImmutableArray<double> Mean, ImmutableArray<double> Std, int? PadValue = null)
{
    /// <summary>The pixels as they are?</summary>
    public bool IsRaw => Mean.All(m => m == 0) && Std.All(s => s == 1);

    /// <summary>The same figures with the channels the other way round.</summary>
    public InputHabits Reversed() => this with { Mean = [.. Mean.Reverse()], Std = [.. Std.Reverse()] };

    /// <summary>Of whole-frame models: torchvision's mean and deviation of ImageNet where planes come first, −1..1 as TensorFlow has it where pixels do.</summary>
    internal static InputHabits OfWholeFrames(TensorLayout layout) => layout == TensorLayout.Nchw
        ? new(ColorOrder.Rgb, ResizeMode.CenterCrop, [123.675, 116.28, 103.53], [58.395, 57.12, 57.375])
        : new(ColorOrder.Rgb, ResizeMode.CenterCrop, [127.5], [127.5]);

    /// <summary>Of TensorFlow's detectors and maps: the whole frame, −1..1.</summary>
    internal static InputHabits OfTensorFlow(TensorLayout layout) => new(ColorOrder.Rgb, ResizeMode.Stretch, [127.5], [127.5]);

    /// <summary>Of Ultralytics: a letterbox, 0..1.</summary>
    internal static InputHabits OfUltralytics(TensorLayout layout) => new(ColorOrder.Rgb, ResizeMode.LetterboxCenter, [0], [255]);

    /// <summary>Of the NanoDet family: mean and deviation of ImageNet, blue first.</summary>
    internal static InputHabits OfNanodet(ResizeMode resize) => new(ColorOrder.Bgr, resize, [103.53, 116.28, 123.675], [57.375, 57.12, 58.395]);
}
