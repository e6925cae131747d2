using System.Collections.Immutable;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Inference.Models;

/// <summary>Reads a manifest strictly: unknown keys, wrong types, values out of range and contradictions are errors.</summary>
internal static class ManifestReader
{
    private const int MaxSide = 4096;

    /// <summary>A text on one line, such as the licence.</summary>
    public static readonly YamlType<string> Line = YamlTypes.Text("a text of 1 to 200 characters on one line", "^[^\\n]{1,200}$");
    private static readonly YamlType<string> Version = YamlTypes.Text("a version such as 1.2.0 (letters, digits, . + -)", "^[0-9A-Za-z][0-9A-Za-z.+-]{0,31}$");
    private static readonly YamlType<string> Prose = YamlTypes.Text("a text", "^(.|\\n)*$");
    private static readonly YamlType<int> Side = YamlTypes.Integer(1, MaxSide);
    private static readonly YamlType<TensorLayout> Layout = YamlTypes.Enum<TensorLayout>();
    private static readonly YamlType<ColorOrder> Color = YamlTypes.Enum<ColorOrder>();
    private static readonly YamlType<double> Fraction = YamlTypes.Number(0, 1);

    private static readonly YamlType<TensorElementType> ElementType = YamlTypes.Choice(
        ("float32", TensorElementType.Float32),
        ("float16", TensorElementType.Float16),
        ("uint8", TensorElementType.UInt8),
        ("int8", TensorElementType.Int8));

    /// <summary>How manifests name the ways to fit a frame.</summary>
    public static readonly YamlType<ResizeMode> Resize = YamlTypes.Choice(
        ("stretch", ResizeMode.Stretch),
        ("center_crop", ResizeMode.CenterCrop),
        ("letterbox_center", ResizeMode.LetterboxCenter),
        ("letterbox_topleft", ResizeMode.LetterboxTopLeft));

    public static ModelManifest Read(ReadOnlySpan<byte> bytes, string file)
    {
        var document = YamlDocument.Parse(bytes, file);
        var manifest = document.OpenRoot() is { } root ? ReadRoot(root) : null;
        return manifest is not null && document.Errors.Count == 0
            ? manifest
            : throw new ModelBundleException([.. document.Errors.Sorted().Select(e => e.ToString())]);
    }

    /// <summary>Null when a section, the task or the decoder's type is missing or wrong; an error says so then.</summary>
    private static ModelManifest? ReadRoot(YamlSection root)
    {
        var name = root.Require("name", YamlTypes.Slug);
        var version = root.Require("version", Version);
        var task = root.RequireChoice("task", YamlTypes.Enum<ModelTask>());
        var licence = root.Require("licence", Line);
        var description = root.Get("description", Prose, "").Trim();
        var threshold = root.Get("score_threshold", Fraction, new DecoderSpec { Kind = default }.ScoreThreshold);
        var inputName = (string?)null;
        var input = root.RequireSection("input") is { } inputSection ? ReadInput(inputSection, out inputName) : null;
        var decoder = root.RequireSection("decoder") is { } decoderSection ? DecoderReader.Read(decoderSection) : null;
        root.Finish();
        if (input is null || decoder is null || task is null)
            return null;
        if (ModelTasks.Of(decoder.Kind) != task)
            root.Fail("task", $"the decoder makes results of another task, {Spell(ModelTasks.Of(decoder.Kind))}", "Make the task and decoder.type agree.");
        CheckPacking(root, input);
        return new ModelManifest
        {
            Name = name,
            Version = version,
            Task = task.Value,
            Licence = licence,
            Description = description,
            InputName = inputName,
            Input = input,
            Decoder = decoder with { ScoreThreshold = (float)threshold },
        };
    }

    private static InputSpec ReadInput(YamlSection section, out string? name)
    {
        name = section.Get("name", YamlTypes.OrNothing(Line), fallback: null);
        var color = section.Get("color", Color, ColorOrder.Rgb);
        var resize = section.Get("resize", Resize, ResizeMode.Stretch);
        var channels = color == ColorOrder.Gray ? 1 : 3;
        var spec = new InputSpec
        {
            Width = section.Require("width", Side),
            Height = section.Require("height", Side),
            Layout = section.Get("layout", Layout, TensorLayout.Nchw),
            ElementType = section.Get("dtype", ElementType, TensorElementType.Float32),
            Color = color,
            Mean = PerChannel(section, "mean", YamlTypes.Number(-65504, 65504), channels, fallback: 0),
            Std = PerChannel(section, "std", YamlTypes.Number(0.00001, 65504), channels, fallback: 1),
            Resize = resize,
        };
        if (IsOnlyFor(section, "crop_fraction", "center_crop", resize == ResizeMode.CenterCrop))
            spec = spec with { CropFraction = (float)section.Get("crop_fraction", YamlTypes.Number(0.01, 1), spec.CropFraction) };
        if (IsOnlyFor(section, "pad_value", "letterbox_center or letterbox_topleft", resize is ResizeMode.LetterboxCenter or ResizeMode.LetterboxTopLeft))
            spec = spec with { PadValue = (byte)section.Get("pad_value", YamlTypes.Integer(0, 255), spec.PadValue) };
        section.Finish();
        return spec;
    }

    private static ImmutableArray<double> PerChannel(YamlSection section, string key, YamlType<double> number, int channels, double fallback)
    {
        ImmutableArray<double> defaults = [.. Enumerable.Repeat(fallback, channels)];
        if (!section.TryGet(key, out _))
            return defaults;
        var values = section.Get(key, YamlTypes.List(number, min: channels, max: channels), []);
        return values.Length == channels ? values : defaults;
    }

    /// <summary>A key that has no effect is a misunderstanding, so it is refused.</summary>
    private static bool IsOnlyFor(YamlSection section, string key, string modes, bool applies)
    {
        if (!applies && section.TryGet(key, out _))
            section.Fail(key, $"has no effect: it is only for resize: {modes}", $"Remove it, or set resize to {modes}.");
        return applies;
    }

    /// <summary>The packer knows which mean and std fit an element type; ask it now rather than at the first frame.</summary>
    private static void CheckPacking(YamlSection root, InputSpec input)
    {
        if (input.Width == 0 || input.Height == 0)
            return;
        try
        {
            _ = new TensorPacker(input);
        }
        catch (ArgumentException e)
        {
            root.Fail("input", e.Message.TrimEnd('.'), "Set mean and std so that every pixel fits the dtype.");
        }
    }

    private static string Spell(ModelTask task) => task.ToString().ToLowerInvariant();
}
