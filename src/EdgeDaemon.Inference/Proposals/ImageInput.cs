using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>The image input of a model, as its shape tells: four dimensions, one of them 1 or 3 channels.</summary>
/// <param name="Layout">Order of its dimensions.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Width">Pixels; -1 where the model leaves it open.</param>
/// <param name="Height">Pixels; -1 where the model leaves it open.</param>
/// <param name="ElementType">Such as <c>float32</c>.</param>
internal sealed record ImageInput(TensorLayout Layout, int Channels, int Width, int Height, string ElementType)
{
    /// <summary>Recognises the input; null when it is not a picture.</summary>
    public static ImageInput? Of(OnnxSummary summary) =>
        summary.Inputs is [{ Shape: [_, var a, var b, var c] } input]
            ? (a, c) switch
            {
                (1 or 3, _) => new ImageInput(TensorLayout.Nchw, (int)a, SideOf(c), SideOf(b), input.ElementType),
                (_, 1 or 3) => new ImageInput(TensorLayout.Nhwc, (int)c, SideOf(b), SideOf(a), input.ElementType),
                _ => null,
            }
            : null;

    /// <summary>Does the model leave a side open?</summary>
    public bool IsOpen => Width <= 0 || Height <= 0;

    /// <summary>The same with its open sides filled in.</summary>
    public ImageInput WithSize(int width, int height) => this with { Width = Width > 0 ? Width : width, Height = Height > 0 ? Height : height };

    /// <summary>The input as a session needs to know it; null where it is made of elements that no picture is packed in.</summary>
    public InputSpec? ToSpec() => Enum.TryParse<TensorElementType>(ElementType, ignoreCase: true, out var type)
        ? new InputSpec { Width = Width, Height = Height, Layout = Layout, ElementType = type, Color = Channels == 1 ? ColorOrder.Gray : ColorOrder.Rgb }
        : null;

    /// <summary>What decoders need to know of a model with this input, its size known.</summary>
    public ModelShape ShapeOf(OnnxSummary summary) =>
        new(Width, Height, [.. summary.Outputs.Select(output => new OutputShape(output.Name, output.ElementType, output.RunShape, output.MadeBy))]);

    /// <summary>How the exporters of a family prepare pictures for this element type and number of channels.</summary>
    public InputHabits HabitsOf(DecoderDescription decoder)
    {
        var habits = decoder.Habits(Layout);
        if (ElementType == "uint8")
            habits = habits with { Mean = [0], Std = [1] };
        if (ElementType == "int8")
            habits = habits with { Mean = [128], Std = [1] };
        // There is no telling which of three figures would be meant for grey.
        return Channels == 1
            ? habits with { Color = ColorOrder.Gray, Mean = [habits.Mean[0]], Std = [habits.Std[0]] }
            : habits;
    }

    private static int SideOf(long dimension) => dimension is > 0 and <= int.MaxValue ? (int)dimension : -1;
}
