using System.Collections.Immutable;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.OnnxRuntime;
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
    /// <param name="summary">The model.</param>
    /// <param name="problem">Why not, and what helps, without a full stop; else empty.</param>
    public static ImageInput? Of(OnnxSummary summary, out string problem)
    {
        List<OnnxValue> inputs = [.. summary.Inputs.Where(input => !SizeInputs.Has(input.Name))];
        problem = inputs switch
        {
            [] or [_, _, ..] => $"it has {inputs.Count} inputs{(inputs.Count > 0 ? $" ({string.Join(", ", inputs.Select(input => $"'{input.Name}'"))})" : "")}; a camera has one picture to give: export the model with the picture as its only input",
            [{ Shape: [> 1 and var batch, _, _, _] }] => $"it takes {batch} pictures at a time (batch {batch}: export with batch=1)",
            [{ Shape: [_, 1 or 3, _, _] or [_, _, _, 1 or 3], ElementType: not ("float32" or "float16" or "uint8" or "int8") and var type }] =>
                $"its input is {type}; float32, float16, uint8, int8 work: export it with one of them",
            [{ Shape: [_, 1 or 3, _, _] or [_, _, _, 1 or 3] }] => "",
            _ => "its input is no picture: expected one input [1, 3, height, width] or [1, height, width, 3]",
        };
        if (problem.Length > 0)
            return null;
        var (shape, element) = (inputs[0].Shape, inputs[0].ElementType);
        return shape[1] is 1 or 3
            ? new ImageInput(TensorLayout.Nchw, (int)shape[1], SideOf(shape[3]), SideOf(shape[2]), element)
            : new ImageInput(TensorLayout.Nhwc, (int)shape[3], SideOf(shape[2]), SideOf(shape[1]), element);
    }

    /// <summary>Does the model leave a side open?</summary>
    public bool IsOpen => Width <= 0 || Height <= 0;

    /// <summary>The same with its open sides filled in.</summary>
    public ImageInput WithSize(int width, int height) => this with { Width = Width > 0 ? Width : width, Height = Height > 0 ? Height : height };

    /// <summary>The input as a session needs to know it; null where it is made of elements that no picture is packed in.</summary>
    public InputSpec? ToSpec() => Enum.TryParse<TensorElementType>(ElementType, ignoreCase: true, out var type)
        ? new InputSpec { Width = Width, Height = Height, Layout = Layout, ElementType = type, Color = Channels == 1 ? ColorOrder.Gray : ColorOrder.Rgb }
        : null;

    /// <summary>What decoders need to know of a model with this input, its size known.</summary>
    public ModelShape ShapeOf(OnnxSummary summary, string task, int labels) =>
        new(Width, Height, [.. summary.Outputs.Select(output => new OutputShape(output.Name, output.ElementType, ShapeOf(output, summary), output.MadeBy))]) { Task = task, Labels = labels };

    /// <summary>A family's habits with pictures, as they are with this element type and number of channels.</summary>
    /// <param name="habits">Those of its exporters.</param>
    /// <param name="scalesPixels">As <see cref="OnnxSummary.ScalesPixels"/>.</param>
    public InputHabits Fit(InputHabits habits, bool scalesPixels)
    {
        if (ElementType == "uint8" || (scalesPixels && ElementType != "int8"))
            habits = habits with { Mean = [0], Std = [1] };
        if (ElementType == "int8")
            habits = habits with { Mean = [128], Std = [1] };
        // There is no telling which of three figures would be meant for grey.
        return Channels == 1
            ? habits with { Color = ColorOrder.Gray, Mean = [habits.Mean[0]], Std = [habits.Std[0]] }
            : habits;
    }

    /// <summary>Where the input is for one picture of one size, an open first dimension of an output is no batch: it counts what was found in that picture.</summary>
    private static ImmutableArray<long> ShapeOf(OnnxValue output, OnnxSummary summary) =>
        output.Shape is [-1, ..] && summary.Inputs.All(input => input.Shape is [1, ..] && !input.Shape.Contains(-1)) ? output.RunShape.SetItem(0, -1) : output.RunShape;

    private static int SideOf(long dimension) => dimension is > 0 and <= int.MaxValue ? (int)dimension : -1;
}
