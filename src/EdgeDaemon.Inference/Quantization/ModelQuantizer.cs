using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.OnnxModel.Editing;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Vision.Frames;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Inference.Quantization;

/// <summary>
/// Makes a static int8 model of a float one: looks at the values that it calculates with on pictures, and writes it anew with 8-bit weights and activations
/// (QDQ). Used by one thread.
/// </summary>
public sealed class ModelQuantizer
{
    /// <summary>Values that are looked at in one pass, which bounds the memory by what so many of one picture take; each pass runs all pictures.</summary>
    private const int ValuesPerPass = 48;

    private static readonly HashSet<string> EveryLayer = [];

    private readonly ModelBundle _bundle;
    private readonly Dictionary<string, ValueHistogram> _values = [];

    /// <summary>Looks which parts can be quantized.</summary>
    /// <param name="bundle">A float model, which has passed its trial.</param>
    /// <exception cref="InferenceException">It is quantized already, or nothing of it can be.</exception>
    public ModelQuantizer(ModelBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        _bundle = bundle;
        var summary = OnnxInspector.Inspect(bundle.Model.Span, new OnnxLimits());
        if (summary.Precision is OnnxPrecision.Int8QuantizeDequantize or OnnxPrecision.Int8Operators or OnnxPrecision.Int8Dynamic)
            throw new InferenceException($"Model '{bundle.Manifest.Name}' is quantized already ({summary.Precision}). Quantize the float model that it was made from.");
        var plan = QuantizationPlan.Of(Open(), EveryLayer);
        (Layers, LayersLeft) = (plan.Layers.Count, plan.LayersLeft);
        if (Layers == 0)
        {
            throw new InferenceException(
                $"Model '{bundle.Manifest.Name}' has nothing that can be quantized: Conv in two dimensions, Gemm and MatMul with constant float32 weights, but for the last Conv before an output. "
                + $"It is made of {string.Join(", ", summary.Operators.Take(5).Select(o => $"{o.Op} × {o.Count}"))}, its constants mostly of {summary.Precision}.");
        }
    }

    /// <summary>Layers that become 8-bit.</summary>
    public int Layers { get; }

    /// <summary>Layers that stay in float.</summary>
    public int LayersLeft { get; }

    /// <summary>Looks at the values on the way of pictures.</summary>
    /// <param name="pictures">Gives the pictures, each time anew, one at a time; each frame is disposed of here.</param>
    /// <param name="threads">Threads per model run.</param>
    /// <exception cref="InferenceException">The model fails, or calculates what is no number.</exception>
    public void Calibrate(Func<IEnumerable<Frame>> pictures, int threads)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        _values.Clear();
        var model = Open();
        // What only moves numbers has the range of what it moves, but for where layers before it stay in float.
        foreach (var names in QuantizationPlan.Of(model, EveryLayer).Ranges.Keys.Chunk(ValuesPerPass))
            Look(model, names, pictures(), threads);
    }

    /// <summary>Writes the quantized model.</summary>
    /// <param name="leftOut">Share of the values, 0..1, that may lie outside of a range at each end; 0: none does (MinMax).</param>
    /// <param name="inFloat">So many layers stay in float, those first whose input and output lose most in 8 bits.</param>
    /// <returns>The bytes of an ONNX file.</returns>
    public byte[] Write(double leftOut, int inFloat)
    {
        var model = Open();
        var all = QuantizationPlan.Of(model, EveryLayer);
        var left = all.Layers.OrderByDescending(layer => NoiseOf(layer, all, leftOut)).Take(inFloat).Select(layer => layer.Output).ToHashSet();
        var plan = QuantizationPlan.Of(model, left);
        new QdqWriter(model, plan, value => RangeOf(value, plan, leftOut)).Write();
        return model.ToBytes();
    }

    private double NoiseOf(GraphNode layer, QuantizationPlan plan, double leftOut)
    {
        var made = plan.Activations.GetValueOrDefault(layer, layer).Output;
        return new[] { layer.Inputs[0], made }.Where(plan.Ranges.ContainsKey).Select(value => plan.Ranges[value]).Sum(value => _values[value].Noise(RangeOf(value, plan, leftOut)));
    }

    private (float Low, float High) RangeOf(string value, QuantizationPlan plan, double leftOut)
    {
        var (range, limits) = (_values[value].Range(leftOut), plan.LimitsOf(value));
        return (Math.Max(range.Low, limits.Low), Math.Min(range.High, limits.High));
    }

    private EditableModel Open()
    {
        var model = EditableModel.Read(_bundle.Model.Span);
        BatchNormFolding.Apply(model);
        return model;
    }

    private void Look(EditableModel model, string[] names, IEnumerable<Frame> pictures, int threads)
    {
        var manifest = _bundle.Manifest;
        string[] made = [.. names.Where(name => !model.Inputs.ContainsKey(name))];
        var options = new InferenceSessionOptions { IntraOpThreads = threads, Image = manifest.Input, ImageInputName = manifest.InputName };
        // Without a trial of its own: it is the model that passed one, with other outputs.
        using var session = new OnnxSessionFactory().Load(manifest.Name, made.Length > 0 ? model.WithOutputs(made) : model.ToBytes(), options);
        var packer = new TensorPacker(manifest.Input);
        foreach (var (index, picture) in pictures.Index())
        {
            using (picture)
                packer.Pack(picture, session.Inputs[0]);
            session.Run();
            foreach (var name in names)
            {
                var tensor = Array.IndexOf(made, name) is >= 0 and var output ? session.Outputs[output] : session.Inputs[0];
                if (!_values.TryGetValue(name, out var values))
                    _values[name] = values = new ValueHistogram();
                if (!values.Add(tensor.As<float>(), tensor.Shape.Length > 1 ? tensor.Shape[1] : 1))
                    throw new InferenceException($"Model '{manifest.Name}' calculates what is no finite number: '{name}', on picture {index + 1}. It cannot be quantized; export it again, or check mean and std in its manifest.");
            }
        }
    }
}
