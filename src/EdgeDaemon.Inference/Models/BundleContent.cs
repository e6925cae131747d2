using System.Text;

namespace EdgeDaemon.Inference.Models;

/// <summary>The files of a bundle.</summary>
/// <param name="Model">Bytes of <c>model.onnx</c>.</param>
/// <param name="Manifest">Bytes of <c>manifest.yaml</c>.</param>
/// <param name="Labels">Bytes of <c>labels.txt</c>.</param>
public sealed record BundleContent(ReadOnlyMemory<byte> Model, ReadOnlyMemory<byte> Manifest, ReadOnlyMemory<byte> Labels)
{
    /// <summary>Whatever else belongs to it, such as golden pictures and the licence, by path below the folder.</summary>
    public IReadOnlyDictionary<string, byte[]> Others { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>The same, from texts.</summary>
    /// <param name="model">Bytes of <c>model.onnx</c>.</param>
    /// <param name="manifest">Text of <c>manifest.yaml</c>.</param>
    /// <param name="labels">Lines of <c>labels.txt</c>.</param>
    public static BundleContent Of(ReadOnlyMemory<byte> model, string manifest, IEnumerable<string> labels) =>
        new(model, Encoding.UTF8.GetBytes(manifest), Encoding.UTF8.GetBytes(string.Concat(labels.Select(label => label + "\n"))));
}
