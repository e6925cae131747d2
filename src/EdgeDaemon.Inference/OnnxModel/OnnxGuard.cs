using System.Text;

namespace EdgeDaemon.Inference.OnnxModel;

/// <summary>
/// Reads an ONNX file before ONNX Runtime does, and refuses what a camera model has no business with: data in other files,
/// operators of unknown makers, more of anything than the limits allow, constants that blow up, deep nesting, functions
/// that call themselves. It looks at the bytes in place, keeps no copy, and its work is linear in the file's size.
/// Field numbers are those of onnx.proto.
/// </summary>
public static class OnnxGuard
{
    /// <summary>Checks a model.</summary>
    /// <param name="model">The bytes that will be loaded.</param>
    /// <param name="limits">How much it may ask for.</param>
    /// <exception cref="ModelRefusedException">It is refused; the message names the element.</exception>
    public static void Check(ReadOnlySpan<byte> model, OnnxLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var functions = FunctionTable.Read(model, limits);
        var graphs = new GraphGuard(limits, functions, model.Length);
        var graphCount = 0;
        var reader = new WireReader(model);
        while (reader.Next())
        {
            if (reader.IsBytes(7))
            {
                if (++graphCount > 1)
                    throw new ModelRefusedException("the file holds two graphs");
                graphs.CheckMain(reader.Bytes);
            }
            else if (reader.IsBytes(8))
            {
                CheckOpset(reader.Bytes, functions);
            }
            else if (reader.IsBytes(20))
            {
                throw new ModelRefusedException("the file holds a training graph; export the model for inference");
            }
            else if (reader.IsBytes(25))
            {
                graphs.CheckFunction(reader.Bytes);
            }
        }

        if (graphCount == 0)
            throw new ModelRefusedException("the file is no ONNX model: it holds no graph");
        functions.CheckCalls();
    }

    private static void CheckOpset(ReadOnlySpan<byte> opset, FunctionTable functions)
    {
        var domain = "";
        var reader = new WireReader(opset);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                domain = Encoding.UTF8.GetString(reader.Bytes);
        }

        // Exporters import more than they use; these are all that ONNX Runtime itself registers.
        if (!Domains.MayBeImported(domain) && !functions.HasDomain(domain))
            throw new ModelRefusedException($"the model imports operators of the unknown domain {ModelRefusedException.Quote(Encoding.UTF8.GetBytes(domain))}");
    }
}
