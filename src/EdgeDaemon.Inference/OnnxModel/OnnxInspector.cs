using System.Collections.Immutable;
using EdgeDaemon.Inference.OnnxModel.Growth;
using EdgeDaemon.Inference.OnnxModel.Reading;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>Says what a model file is, without ONNX Runtime; it is checked on the way.</summary>
public static class OnnxInspector
{
    /// <summary>Reads a model.</summary>
    /// <param name="model">The bytes of the file.</param>
    /// <param name="limits">How much it may ask for.</param>
    /// <param name="image">What the image input will be, where the model leaves its dimensions open; null: <see cref="OnnxLimits.OpenDimension"/>.</param>
    /// <exception cref="ModelRefusedException">As <see cref="OnnxGuard.Check"/>.</exception>
    public static OnnxSummary Inspect(ReadOnlySpan<byte> model, OnnxLimits limits, InputSpec? image = null)
    {
        var (info, report) = OnnxGuard.Analyse(model, limits, image, imageInputName: null);
        return new OnnxSummary
        {
            IrVersion = info.IrVersion,
            Producer = info.Producer,
            Opsets = [.. info.Opsets.Select(o => new OnnxOpset(Domains.IsDefault(o.Domain) ? "" : o.Domain, o.Version))],
            Inputs = [.. info.Graph.Inputs.Where(i => !info.Graph.Constants.ContainsKey(i.Name)).Select(i => Describe(i, found: null))],
            Outputs = [.. info.Graph.Outputs.Zip(report.Outputs, (o, found) => Describe(o, found) with { RunShape = RunShapeOf(o, found), MadeBy = OutputMaker.Of(info.Graph, o.Name) })],
            Metadata = info.Metadata,
            SkippedMetadata = [.. info.SkippedMetadata],
            Operators = [.. report.Operators.Select(o => new OnnxOperatorUse(o.Key.Domain, o.Key.Op, o.Value)).OrderByDescending(o => o.Count).ThenBy(o => o.Op, StringComparer.Ordinal)],
            Precision = PrecisionOf(report, info.Parameters.MainType),
            ParameterCount = info.Parameters.Elements,
            ParameterBytes = info.Parameters.Bytes,
            MultiplyAccumulates = (long)report.MultiplyAccumulates,
            PeakBytes = (long)PeakEstimate.Of(info, report),
        };
    }

    /// <summary>As declared; an open dimension without a name is filled in where the walk found it.</summary>
    private static OnnxValue Describe(DeclaredValue declared, ValueFacts? found)
    {
        var (dims, type) = (declared.Dims, declared.Type != 0 ? declared.Type : found?.Type ?? 0);
        ImmutableArray<string> symbols = [.. declared.Symbols];
        if (found?.Dims is { } known && (dims.Length == 0 || dims.Length == known.Length))
        {
            if (dims.Length == 0)
                symbols = [.. known.Select(_ => "")];
            dims = [.. known.Select((d, i) => i < dims.Length && (dims[i] >= 0 || symbols[i].Length > 0) ? dims[i] : d.IsExact ? (long)d.High : -1)];
        }

        return new OnnxValue(declared.Name, TensorTypes.NameOf(type), [.. dims], symbols);
    }

    private static ImmutableArray<long> RunShapeOf(DeclaredValue declared, ValueFacts found) => found.Dims is { } known
        ? [.. known.Select((d, i) => d.IsExact ? (long)d.High : declared.Dims.Length == known.Length ? declared.Dims[i] : -1)]
        : [.. declared.Dims];

    private static OnnxPrecision PrecisionOf(GrowthReport report, long mainType)
    {
        bool Uses(params ReadOnlySpan<string> ops)
        {
            foreach (var op in ops)
            {
                if (report.Operators.ContainsKey(("", op)) || report.Operators.ContainsKey((Domains.Microsoft, op)))
                    return true;
            }

            return false;
        }

        if (Uses("DynamicQuantizeLinear", "ConvInteger", "MatMulInteger", "DynamicQuantizeMatMul"))
            return OnnxPrecision.Int8Dynamic;
        if (Uses("QLinearConv", "QLinearMatMul", "QGemm"))
            return OnnxPrecision.Int8Operators;
        if (Uses("QuantizeLinear") && Uses("DequantizeLinear"))
            return OnnxPrecision.Int8QuantizeDequantize;
        return mainType switch
        {
            TensorTypes.Float => OnnxPrecision.Float32,
            TensorTypes.Float16 => OnnxPrecision.Float16,
            _ => OnnxPrecision.Other,
        };
    }
}
