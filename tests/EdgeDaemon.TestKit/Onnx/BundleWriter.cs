using System.Security.Cryptography;

namespace EdgeDaemon.TestKit.Onnx;

/// <summary>Writes model folders for tests.</summary>
public static class BundleWriter
{
    /// <summary>Writes the three files of a model and the digests of everything in the folder.</summary>
    /// <param name="folder">Made where it does not exist.</param>
    /// <param name="model">Bytes of <c>model.onnx</c>.</param>
    /// <param name="manifest">Text of <c>manifest.yaml</c>.</param>
    /// <param name="labels">Lines of <c>labels.txt</c>.</param>
    public static void Write(string folder, byte[] model, string manifest, params string[] labels)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model);
        File.WriteAllText(Path.Combine(folder, "manifest.yaml"), manifest);
        File.WriteAllLines(Path.Combine(folder, "labels.txt"), labels);
        WriteDigests(folder);
    }

    /// <summary>Writes <c>SHA256SUMS</c> over every other file of the folder.</summary>
    public static void WriteDigests(string folder)
    {
        var lines = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => (Path: path, Name: Path.GetRelativePath(folder, path)))
            .Where(file => file.Name != "SHA256SUMS")
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.Path)))}  {file.Name}");
        File.WriteAllLines(Path.Combine(folder, "SHA256SUMS"), lines);
    }
}
