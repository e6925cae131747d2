using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Inference.Models;

/// <summary>What <c>manifest.yaml</c> says of a model.</summary>
public sealed record ModelManifest
{
    /// <summary>Name of the file inside a bundle.</summary>
    public const string FileName = "manifest.yaml";

    /// <summary>The model's name, a slug.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, as its makers count.</summary>
    public required string Version { get; init; }

    /// <summary>What it is for.</summary>
    public required ModelTask Task { get; init; }

    /// <summary>Licence of the weights, preferably an SPDX identifier.</summary>
    public required string Licence { get; init; }

    /// <summary>A few words for people; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Name of the image input in the graph; null for the only one.</summary>
    public string? InputName { get; init; }

    /// <summary>What the image input expects.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>How the outputs are read; its score threshold is the manifest's <c>score_threshold</c>.</summary>
    public required DecoderSpec Decoder { get; init; }

    /// <summary>Reads the bytes of a manifest; <paramref name="file"/> is what messages call it.</summary>
    /// <exception cref="ModelBundleException">Anything is wrong; every error at once, each with its line.</exception>
    public static ModelManifest Parse(ReadOnlySpan<byte> bytes, string file) => ManifestReader.Read(bytes, file);
}
