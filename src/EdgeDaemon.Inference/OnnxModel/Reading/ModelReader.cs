namespace EdgeDaemon.Inference.OnnxModel.Reading;

/// <summary>
/// Reads the Protocol Buffers message of an ONNX file (<c>ModelProto</c>) and refuses what no camera model needs: data in
/// other files, unknown operators' makers, recursion. It looks at the bytes in place, and its work is linear in their
/// number. Field numbers are those of onnx.proto.
/// </summary>
internal static class ModelReader
{
    /// <summary>Reads a model.</summary>
    /// <exception cref="ModelRefusedException">It is refused; the message names the element.</exception>
    public static ModelInfo Read(ReadOnlySpan<byte> model, OnnxLimits limits)
    {
        var functions = FunctionTable.Read(model, limits);
        var tensors = new TensorGuard(limits);
        var graphs = new GraphReader(limits, functions, tensors, model.Length);
        GraphInfo? main = null;
        var functionBodies = new List<GraphInfo>();
        var opsets = new List<(string, long)>();
        var metadata = new MetadataReader();
        var (version, producer) = (0L, "");
        var reader = new WireReader(model);
        while (reader.Next())
        {
            switch (reader.Field, reader.Type)
            {
                case (1, WireType.Varint): version = (long)reader.Number; break;
                case (2, WireType.Bytes): producer = Names.Read(reader.Bytes); break;
                case (7, WireType.Bytes):
                    // A second one would be merged with the first by ONNX Runtime's reader, behind our back.
                    main = main is null ? graphs.ReadMain(reader.Bytes) : throw new ModelRefusedException("the file holds two graphs");
                    break;
                case (8, WireType.Bytes): opsets.Add(ReadOpset(reader.Bytes, functions)); break;
                case (14, WireType.Bytes): metadata.Read(reader.Bytes); break;
                case (20, _): throw new ModelRefusedException("the file holds a training graph; export the model for inference");
                case (25, WireType.Bytes): functionBodies.Add(graphs.ReadFunction(reader.Bytes)); break;
                case (7 or 8 or 25, _): throw new ModelRefusedException($"the file is no ONNX model, or it is damaged: field {reader.Field} is of the wrong kind");
            }
        }

        if (main is null)
            throw new ModelRefusedException("the file is no ONNX model: it holds no graph");
        if (opsets.Count == 0)
            throw new ModelRefusedException("the model does not say which version of the operators it uses");
        functions.CheckCalls();
        return new ModelInfo(main, functionBodies)
        {
            IrVersion = version,
            Producer = producer,
            Opsets = opsets,
            Metadata = metadata.Texts,
            SkippedMetadata = metadata.Skipped,
            Parameters = tensors.Totals,
        };
    }

    private static (string Domain, long Version) ReadOpset(ReadOnlySpan<byte> opset, FunctionTable functions)
    {
        var (domain, version) = ("", 0L);
        var reader = new WireReader(opset);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                domain = Names.Read(reader.Bytes);
            else if (reader.IsVarint(2))
                version = (long)reader.Number;
        }

        // Exporters import more than they use; these are all that ONNX Runtime itself registers.
        if (!Domains.MayBeImported(domain) && !functions.HasDomain(domain))
            throw new ModelRefusedException($"the model imports operators of the unknown domain {Names.Quote(domain)}");
        return (domain, version);
    }
}
