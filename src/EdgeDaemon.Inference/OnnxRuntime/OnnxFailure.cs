using System.Text.RegularExpressions;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>
/// What ONNX Runtime says of a failure, as one line: its messages begin with <c>[ErrorCode:InvalidGraph]</c>, go over several lines,
/// and name places and signatures in its source.
/// </summary>
internal static partial class OnnxFailure
{
    private const int MostCharacters = 600;

    /// <summary>The reason with the code behind it: <c>Node (n) has input size 2 not in range [min=1, max=1]. (InvalidGraph)</c>.</summary>
    public static string Describe(Exception failure)
    {
        var text = OneLine(failure.Message);
        var code = Code().Match(text);
        if (text.Contains("IR version", StringComparison.Ordinal))
            text += " Write it with an older format: load it with the Python package onnx, set model.ir_version = 10, save it again.";
        else if (text.Contains("opset", StringComparison.OrdinalIgnoreCase) && text.Contains("support", StringComparison.Ordinal))
            text += " Export it with an older opset, such as opset=17.";
        return code.Success ? $"{text[code.Length..]} ({code.Groups[1].Value})" : $"{text} ({failure.GetType().Name})";
    }

    /// <summary>Without line breaks and places in the source, and no longer than a line should be.</summary>
    public static string OneLine(string text)
    {
        // What a model says of itself is in these texts too, so they are cut before anything searches them.
        text = text.Length > 4 * MostCharacters ? text[..(4 * MostCharacters)] : text;
        text = Space().Replace(SourcePlace().Replace(text, " "), " ").Trim();
        return text.Length > MostCharacters ? text[..MostCharacters] + "…" : text;
    }

    [GeneratedRegex(@"^\[ErrorCode:(\w+)\] ?")]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    /// <summary><c>/onnxruntime_src/…/graph.cc:12 void onnxruntime::Graph::Check(int) const [with T = float]</c></summary>
    [GeneratedRegex(@"/[\w./+-]+\.(cc|cpp|h|hpp):\d+( [\w:<>,&*~ ]+\([^()]*\)( const)?( \[with [^\]]*\])?)?")]
    private static partial Regex SourcePlace();
}
