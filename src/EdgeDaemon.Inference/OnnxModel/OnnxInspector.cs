using EdgeDaemon.Inference.OnnxModel.Reading;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>Says what a model file is, without ONNX Runtime; it is checked on the way.</summary>
public static class OnnxInspector
{
    /// <summary>Reads a model.</summary>
    /// <param name="model">The bytes of the file.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <exception cref="ModelRefusedException">As <see cref="OnnxGuard.Check"/>.</exception>
    public static OnnxSummary Inspect(ReadOnlySpan<byte> model, OnnxLimits limits)
    {
        var info = ModelReader.Read(model, limits);
        var operators = info.AllNodes.CountBy(node => (node.Domain, node.Op)).ToDictionary();
        return new OnnxSummary
        {
            IrVersion = info.IrVersion,
            Producer = info.Producer,
            Opsets = [.. info.Opsets.Select(o => new OnnxOpset(Domains.IsDefault(o.Domain) ? "" : o.Domain, o.Version))],
            Inputs = [.. info.Graph.Inputs.Where(i => !info.Graph.Constants.Contains(i.Name)).Select(Describe)],
            Outputs = [.. info.Graph.Outputs.Select(o => Describe(o) with { MadeBy = OutputMaker.Of(info.Graph, o.Name) })],
            ScalesPixels = InputScaling.Of(info.Graph),
            Metadata = info.Metadata,
            SkippedMetadata = [.. info.SkippedMetadata],
            Operators = [.. operators.Select(o => new OnnxOperatorUse(o.Key.Domain, o.Key.Op, o.Value)).OrderByDescending(o => o.Count).ThenBy(o => o.Op, StringComparer.Ordinal)],
            Precision = PrecisionOf(operators.Keys.Where(o => o.Domain is "" or Domains.Microsoft).Select(o => o.Op).ToHashSet(), info.Parameters.MainType),
            ParameterCount = info.Parameters.Elements,
            ParameterBytes = info.Parameters.Bytes,
        };
    }

    private static OnnxValue Describe(DeclaredValue declared) =>
        new(declared.Name, TensorTypes.NameOf(declared.Type), [.. declared.Dims], [.. declared.Symbols]);

    private static OnnxPrecision PrecisionOf(HashSet<string> operators, long mainType)
    {
        if (operators.Overlaps(["DynamicQuantizeLinear", "ConvInteger", "MatMulInteger", "DynamicQuantizeMatMul"]))
            return OnnxPrecision.Int8Dynamic;
        if (operators.Overlaps(["QLinearConv", "QLinearMatMul", "QGemm"]))
            return OnnxPrecision.Int8Operators;
        if (operators.IsSupersetOf(["QuantizeLinear", "DequantizeLinear"]))
            return OnnxPrecision.Int8QuantizeDequantize;
        return mainType switch
        {
            TensorTypes.Float => OnnxPrecision.Float32,
            TensorTypes.Float16 => OnnxPrecision.Float16,
            _ => OnnxPrecision.Other,
        };
    }
}
