using System.Globalization;
using System.Text.Json;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.Tests.OnnxRuntime;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.Decoders;

/// <summary>A model of the test assets as a bundle, with the manifest that a user would write for it.</summary>
internal sealed class AssetModel : IDisposable
{
    private static readonly Dictionary<string, string> Decoders = new()
    {
        ["classify"] = "classification",
        ["e2e6"] = "yolo_e2e",
        ["ssd_nms"] = "ssd",
        ["argmax_map"] = "segmentation",
        ["mask_prob"] = "segmentation",
    };

    private readonly TempDirectory _folder = new();

    /// <param name="file">Name of the model file.</param>
    /// <param name="scoreThreshold">As in the manifest.</param>
    /// <param name="decoderKeys">Further keys of the decoder section.</param>
    public AssetModel(string file, double scoreThreshold, params string[] decoderKeys)
    {
        Engine.Require();
        var model = File.ReadAllBytes(Assets.Require("models", file));
        var spec = ReferenceFile.Read("models.spec.json").GetProperty(file);
        BundleWriter.Write(_folder.Path, model, ManifestOf(spec, scoreThreshold, decoderKeys), LabelsOf(spec));
        Runner = ModelRunner.Load(ModelBundle.Open(_folder.Path), intraOpThreads: 2);
        IsQuantized = spec.GetProperty("precision").GetString()!.StartsWith("int8", StringComparison.Ordinal);
    }

    /// <summary>Ready to look at pictures.</summary>
    public ModelRunner Runner { get; }

    /// <summary>Are its weights 8-bit, so that results vary between processors?</summary>
    public bool IsQuantized { get; }

    public void Dispose()
    {
        Runner.Dispose();
        _folder.Dispose();
    }

    private static string[] LabelsOf(JsonElement spec) => spec.GetProperty("labels").GetString() is { } path
        ? File.ReadAllLines(Assets.Require(path.Split('/')))
        : ["person"];

    private static string ManifestOf(JsonElement spec, double scoreThreshold, string[] decoderKeys)
    {
        var (family, pre, resize) = (spec.GetProperty("family").GetString()!, spec.GetProperty("pre"), spec.GetProperty("resize").GetString()!);
        List<string> lines =
        [
            "name: asset", "version: 1", $"task: {spec.GetProperty("task")}", "licence: see the assets' MANIFEST.md",
            string.Create(CultureInfo.InvariantCulture, $"score_threshold: {scoreThreshold}"),
            "input:", $"  name: {spec.GetProperty("input")}", $"  width: {spec.GetProperty("width")}", $"  height: {spec.GetProperty("height")}",
            $"  layout: {Lower(pre, "layout")}", $"  dtype: {Lower(pre, "dtype")}", $"  color: {Lower(pre, "order")}",
            $"  resize: {(resize.StartsWith("center_crop", StringComparison.Ordinal) ? "center_crop" : resize)}",
        ];
        if (pre.TryGetProperty("mean", out var mean))
            lines.AddRange([$"  mean: {mean}", $"  std: {pre.GetProperty("std")}"]);
        if (spec.TryGetProperty("pad", out var pad))
            lines.Add($"  pad_value: {pad}");
        lines.AddRange(["decoder:", $"  type: {Decoders.GetValueOrDefault(family, family)}"]);
        if (family == "classify")
            lines.Add($"  logits: {(spec.GetProperty("activation").GetString() == "logits" ? "true" : "false")}");
        return string.Join('\n', [.. lines, .. decoderKeys.Select(key => "  " + key)]) + "\n";
    }

    private static string Lower(JsonElement element, string name) => element.GetProperty(name).GetString()!.ToLowerInvariant();
}
