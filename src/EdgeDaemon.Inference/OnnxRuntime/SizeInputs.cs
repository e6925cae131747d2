using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>
/// Inputs beside the picture that only say how large it is, so that the model can scale its boxes to it: RT-DETR's
/// <c>orig_target_sizes</c> (width, height), PaddleDetection's <c>im_shape</c> and <c>scale_factor</c> (height, width). They
/// are told that the picture is as large as the model's input: boxes are then input pixels, as everywhere.
/// </summary>
internal static class SizeInputs
{
    private const string TargetSizes = "orig_target_sizes";
    private const string Shape = "im_shape";
    private const string Scale = "scale_factor";

    /// <summary>Is this the name of one?</summary>
    public static bool Has(string name) => name is TargetSizes or Shape or Scale;

    /// <summary>What we make for it: two numbers.</summary>
    /// <exception cref="InferenceException">The model declares something else.</exception>
    public static TensorSpec SpecOf(string model, TensorSpec declared) =>
        declared.Shape is [1 or -1, 2 or -1] && declared.ElementType is TensorElementType.Int64 or TensorElementType.Int32 or TensorElementType.Float32
            ? declared with { Shape = [1, 2] }
            : throw new InferenceException($"Model '{model}': input {declared}: expected the picture's size, two numbers [1,2]. Export the model with the picture as its only input.");

    /// <summary>Fills in those there are, once.</summary>
    public static void Fill(ReadOnlySpan<Tensor> inputs, InputSpec image)
    {
        foreach (var input in inputs)
        {
            ImmutableArray<int> values = input.Spec.Name switch
            {
                TargetSizes => [image.Width, image.Height],
                Shape => [image.Height, image.Width],
                Scale => [1, 1],
                _ => [],
            };
            for (var i = 0; i < values.Length; i++)
            {
                switch (input.Spec.ElementType)
                {
                    case TensorElementType.Int64: input.As<long>()[i] = values[i]; break;
                    case TensorElementType.Int32: input.As<int>()[i] = values[i]; break;
                    default: input.As<float>()[i] = values[i]; break;
                }
            }
        }
    }
}
