namespace EdgeDaemon.TestKit.Onnx;

/// <summary>One operator of a graph or function.</summary>
/// <param name="Op">Operator, or a function of the model's own.</param>
/// <param name="Domain">Its domain; empty for the default one.</param>
/// <param name="Inputs">Names of the values it reads.</param>
/// <param name="Outputs">Names of the values it makes.</param>
/// <param name="Attributes">Its attributes.</param>
public sealed record OnnxNode(string Op, string Domain, string[] Inputs, string[] Outputs, params OnnxAttribute[] Attributes)
{
    /// <summary>Writes the fields of a <c>NodeProto</c>.</summary>
    public void Write(ProtoWriter writer)
    {
        foreach (var input in Inputs)
            writer.Text(1, input);
        foreach (var output in Outputs)
            writer.Text(2, output);
        writer.Text(4, Op);
        foreach (var attribute in Attributes)
            writer.Message(5, attribute.Write);
        if (Domain.Length > 0)
            writer.Text(7, Domain);
    }
}
