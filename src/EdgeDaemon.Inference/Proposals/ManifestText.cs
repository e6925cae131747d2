using System.Globalization;
using System.Text;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>
/// Writes a manifest for a decoder, with the preprocessing that the family's own exporters use. A graph does not say how its
/// input was normalised in training: that is a habit of the family, and the text says so.
/// </summary>
internal static class ManifestText
{
    /// <summary>Text of <c>manifest.yaml</c>.</summary>
    public static string Write(string name, DecoderKind decoder, ImageInput input)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"name: {name}\nversion: \"1\"\ntask: {Snake(ModelTasks.Of(decoder))}\n");
        text.Append("licence: unknown # say under which licence the weights are\ninput:\n");
        AppendSide(text, "width", input.Width);
        AppendSide(text, "height", input.Height);
        text.Append(CultureInfo.InvariantCulture, $"  layout: {Snake(input.Layout)}\n  dtype: {input.ElementType}\n");
        AppendHabits(text, decoder, input);
        text.Append(CultureInfo.InvariantCulture, $"decoder:\n  type: {Snake(decoder)}\n");
        return text.ToString();
    }

    private static void AppendSide(StringBuilder text, string key, int pixels) => text.Append(
        pixels > 0
            ? string.Create(CultureInfo.InvariantCulture, $"  {key}: {pixels}\n")
            : $"  {key}: 320 # the model leaves it open\n");

    private static void AppendHabits(StringBuilder text, DecoderKind decoder, ImageInput input)
    {
        var (color, resize, mean, std) = HabitsOf(decoder, input.Layout);
        if (input.Channels == 1)
            color = ColorOrder.Gray;
        text.Append(CultureInfo.InvariantCulture, $"  color: {Snake(color)}\n  resize: {Resize(resize)}\n");
        if (input.ElementType is "int8")
            (mean, std) = ("128", "1");
        if (input.ElementType is "uint8" || (mean, std) is ("0", "1"))
            return;
        text.Append("  # How the family is usually trained; the file itself does not say.\n");
        text.Append(CultureInfo.InvariantCulture, $"  mean: [{PerChannel(mean, input.Channels)}]\n  std: [{PerChannel(std, input.Channels)}]\n");
    }

    private static (ColorOrder Color, ResizeMode Resize, string Mean, string Std) HabitsOf(DecoderKind decoder, TensorLayout layout) => decoder switch
    {
        DecoderKind.Yolov5 or DecoderKind.Yolov8 or DecoderKind.YoloE2e => (ColorOrder.Rgb, ResizeMode.LetterboxCenter, "0", "255"),
        DecoderKind.Yolox => (ColorOrder.Bgr, ResizeMode.LetterboxTopLeft, "0", "1"),
        DecoderKind.Yunet => (ColorOrder.Bgr, ResizeMode.LetterboxTopLeft, "0", "1"),
        DecoderKind.Fastestdet => (ColorOrder.Bgr, ResizeMode.Stretch, "0", "255"),
        DecoderKind.Nanodet => (ColorOrder.Bgr, ResizeMode.LetterboxCenter, "103.53, 116.28, 123.675", "57.375, 57.12, 58.395"),
        DecoderKind.Ultraface => (ColorOrder.Rgb, ResizeMode.Stretch, "127", "128"),
        DecoderKind.Centroid => (ColorOrder.Rgb, ResizeMode.Stretch, "0", "1"),
        DecoderKind.Classification or DecoderKind.Embedding when layout == TensorLayout.Nchw =>
            (ColorOrder.Rgb, ResizeMode.CenterCrop, "123.675, 116.28, 103.53", "58.395, 57.12, 57.375"),
        DecoderKind.Classification or DecoderKind.Embedding => (ColorOrder.Rgb, ResizeMode.CenterCrop, "127.5", "127.5"),
        _ => (ColorOrder.Rgb, ResizeMode.Stretch, "127.5", "127.5"),
    };

    private static string PerChannel(string values, int channels) =>
        values.Contains(',', StringComparison.Ordinal) ? values : string.Join(", ", Enumerable.Repeat(values, channels));

    private static string Resize(ResizeMode mode) => mode switch
    {
        ResizeMode.LetterboxTopLeft => "letterbox_topleft",
        ResizeMode.LetterboxCenter => "letterbox_center",
        ResizeMode.CenterCrop => "center_crop",
        _ => "stretch",
    };

    /// <summary><c>YoloE2e</c> → <c>yolo_e2e</c>, as manifests name it.</summary>
    private static string Snake<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
