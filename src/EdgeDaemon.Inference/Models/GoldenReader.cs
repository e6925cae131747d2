using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Inference.Models;

/// <summary>
/// Reads <c>golden/expected.yaml</c> strictly: a list of <c>image</c> (a file of the same folder), <c>label</c> or
/// <c>labels</c> (for an embedding <c>like</c> and <c>unlike</c>, two more files), and optionally <c>min_score</c> and <c>tolerance</c>.
/// </summary>
internal sealed class GoldenReader(BundleFolder folder, DigestList digests, LabelFile labels) : YamlType<GoldenCase>
{
    private const int MaxCases = 1000;

    private static readonly YamlType<string> Label = YamlTypes.Text("a line of labels.txt", "^[^\\n]{1,256}$");
    private static readonly YamlType<string> Image = YamlTypes.Text("the name of a picture in the folder golden", "^[^/\\n]{1,200}$");
    private static readonly YamlType<double> Fraction = YamlTypes.Number(0, 1);

    /// <inheritdoc/>
    public override string Allowed => "a section with image, label or labels (or like and unlike), and perhaps min_score and tolerance";

    /// <summary>Reads the list.</summary>
    /// <exception cref="ModelBundleException">Anything is wrong; every error at once, each with its line.</exception>
    public static ImmutableArray<GoldenCase> Read(ReadOnlySpan<byte> bytes, BundleFolder folder, DigestList digests, LabelFile labels)
    {
        var document = YamlDocument.Parse(bytes, folder.PathOf(GoldenCase.FileName));
        var cases = YamlTypes.List(new GoldenReader(folder, digests, labels), min: 1, max: MaxCases);
        return document.TryRead(cases, out var result)
            ? result
            : throw new ModelBundleException([.. document.Errors.Sorted().Select(e => e.ToString())]);
    }

    /// <inheritdoc/>
    public override bool TryRead(YamlValue value, [MaybeNullWhen(false)] out GoldenCase result)
    {
        result = null;
        var before = value.Errors.Count;
        if (YamlSection.Open(value) is not { } section)
            return false;
        var image = RequirePicture(section, "image");
        var alike = section.TryGet("like", out _) || section.TryGet("unlike", out _);
        var (like, unlike) = alike ? (RequirePicture(section, "like"), RequirePicture(section, "unlike")) : default;
        var expected = alike ? [] : ReadLabels(section);
        var minScore = section.Get("min_score", Fraction, 0);
        var tolerance = section.Get("tolerance", Fraction, 0);
        section.Finish();
        if (value.Errors.Count > before)
            return false;
        result = new GoldenCase(PathOf(image), expected, (float)minScore, (float)tolerance) { Alike = alike ? (PathOf(like), PathOf(unlike)) : null };
        return true;
    }

    /// <inheritdoc/>
    public override string Format(GoldenCase value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var expected = value.Alike is { } alike
            ? $"like: {FormatPicture(alike.Like)}, unlike: {FormatPicture(alike.Unlike)}"
            : $"labels: {YamlTypes.List(Label).Format(value.Labels)}";
        return $"{{image: {FormatPicture(value.ImagePath)}, {expected}, " +
            $"min_score: {Fraction.Format(value.MinScore)}, tolerance: {Fraction.Format(value.Tolerance)}}}";
    }

    /// <inheritdoc/>
    public override JsonObject ToJsonSchema() => new() { ["type"] = "object" };

    /// <inheritdoc/>
    public override JsonNode? ToJson(GoldenCase value) => JsonValue.Create(Format(value));

    private static string FormatPicture(string path) => Image.Format(Path.GetFileName(path));

    private string PathOf(string? image) => folder.PathOf($"golden/{image}");

    private string? RequirePicture(YamlSection section, string key)
    {
        var name = section.Require(key, Image);
        if (name is not null && !digests.Lists($"golden/{name}"))
            section.Fail(key, $"'golden/{name}' is not listed in {DigestList.FileName}", "Put the picture there and list it with sha256sum.");
        return name;
    }

    private ImmutableArray<string> ReadLabels(YamlSection section)
    {
        var single = section.TryGet("label", out _);
        var several = section.TryGet("labels", out _);
        if (single == several)
        {
            section.Fail("label", single ? "stands beside labels" : "missing", "Write either label: NAME or labels: [NAME, …].");
            return [];
        }

        ImmutableArray<string> names = single
            ? [section.Require("label", Label)]
            : section.Require("labels", YamlTypes.List(Label, max: 100, unique: true));
        foreach (var name in names.Where(n => n is not null && !labels.Names.Contains(n)))
            section.Fail(single ? "label" : "labels", $"'{name}' is not a label of this model", "Write it as in labels.txt.");
        return names;
    }
}
