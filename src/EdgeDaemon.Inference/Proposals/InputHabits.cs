using System.Collections.Immutable;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>
/// How the exporters of a family prepare pictures. A graph does not say how its input was normalised in training: that is a
/// habit of the family.
/// </summary>
/// <param name="Color">Order of channels.</param>
/// <param name="Resize">How a frame is fitted.</param>
/// <param name="Mean">Per channel, or one for all.</param>
/// <param name="Std">Per channel, or one for all.</param>
/// <param name="PadValue">For letterboxes; null: the usual grey.</param>
internal sealed record InputHabits(ColorOrder Color, ResizeMode Resize, ImmutableArray<double> Mean, ImmutableArray<double> Std, int? PadValue = null)
{
    // Means and deviations of ImageNet, red first, as torchvision has them, in 0..255 units.
    private static readonly ImmutableArray<double> ImageNetMean = [123.675, 116.28, 103.53];
    private static readonly ImmutableArray<double> ImageNetStd = [58.395, 57.12, 57.375];

    /// <summary>The pixels as they are?</summary>
    public bool IsRaw => Mean.All(m => m == 0) && Std.All(s => s == 1);

    /// <summary>The habits of a family, for an input of this element type and number of channels.</summary>
    public static InputHabits Of(DecoderKind decoder, ImageInput input)
    {
        var habits = OfFamily(decoder, input.Layout);
        if (input.ElementType == "uint8")
            habits = habits with { Mean = [0], Std = [1] };
        if (input.ElementType == "int8")
            habits = habits with { Mean = [128], Std = [1] };
        // There is no telling which of three figures would be meant for grey.
        return input.Channels == 1
            ? habits with { Color = ColorOrder.Gray, Mean = [habits.Mean[0]], Std = [habits.Std[0]] }
            : habits;
    }

    /// <summary>The same figures with the channels the other way round.</summary>
    public InputHabits Reversed() => this with { Mean = [.. Mean.Reverse()], Std = [.. Std.Reverse()] };

    private static InputHabits OfFamily(DecoderKind decoder, TensorLayout layout) => decoder switch
    {
        DecoderKind.Yolov5 or DecoderKind.Yolov8 or DecoderKind.YoloE2e => new(ColorOrder.Rgb, ResizeMode.LetterboxCenter, [0], [255]),
        DecoderKind.Yolox => new(ColorOrder.Bgr, ResizeMode.LetterboxTopLeft, [0], [1]),
        DecoderKind.Yunet => new(ColorOrder.Bgr, ResizeMode.LetterboxTopLeft, [0], [1], PadValue: 0),
        DecoderKind.Fastestdet => new(ColorOrder.Bgr, ResizeMode.Stretch, [0], [255]),
        DecoderKind.Nanodet => new(ColorOrder.Bgr, ResizeMode.LetterboxCenter, [103.53, 116.28, 123.675], [57.375, 57.12, 58.395]),
        DecoderKind.Ultraface => new(ColorOrder.Rgb, ResizeMode.Stretch, [127], [128]),
        DecoderKind.Centroid => new(ColorOrder.Rgb, ResizeMode.Stretch, [0], [1]),
        DecoderKind.Classification or DecoderKind.Embedding when layout == TensorLayout.Nchw =>
            new(ColorOrder.Rgb, ResizeMode.CenterCrop, ImageNetMean, ImageNetStd),
        DecoderKind.Classification or DecoderKind.Embedding => new(ColorOrder.Rgb, ResizeMode.CenterCrop, [127.5], [127.5]),
        _ => new(ColorOrder.Rgb, ResizeMode.Stretch, [127.5], [127.5]),
    };
}
