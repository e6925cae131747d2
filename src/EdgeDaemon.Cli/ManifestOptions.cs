using System.Collections.Immutable;
using System.CommandLine;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Cli;

/// <summary>
/// What can be said of a bare model on the command line, the same wherever one is taken: the decoder, the labels, and the
/// values of its manifest that a graph does not tell.
/// </summary>
internal sealed class ManifestOptions
{
    private readonly Option<DecoderKind?> _decoder = new("--decoder")
    {
        Description = "How the outputs are read, where several decoders fit; see models/README.md.",
        HelpName = "KIND",
        CustomParser = ParseDecoder,
    };

    private readonly Option<string?> _labels = new("--labels") { Description = "Names of the classes, one per line.", HelpName = "FILE" };

    private readonly Option<bool?> _logits = new("--logits") { Description = "The scores are logits: apply a softmax (false: they are probabilities)." };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Any other value of the manifest, such as decoder.iou_threshold=0.6; may be repeated.",
        HelpName = "KEY=YAML",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly ImmutableArray<ManifestOption> _values =
    [
        ManifestOption.Size("--size", "WIDTHxHEIGHT", "Size of the input, where the model leaves it open.", "input.width", "input.height"),
        ManifestOption.Word("--resize", "MODE", "How a frame is fitted: stretch, center_crop, letterbox_center, letterbox_topleft.", "input.resize"),
        ManifestOption.Number("--crop-fraction", "F", "For center_crop: side of the square as a share of the shorter side.", "input.crop_fraction"),
        ManifestOption.Number("--pad-value", "0..255", "For letterboxes: value of the padding.", "input.pad_value"),
        ManifestOption.Word("--color", "ORDER", "Order of the channels: rgb, bgr or gray.", "input.color"),
        ManifestOption.Numbers("--mean", "M[,M,M]", "Subtracted from each pixel, 0..255 scale; one for all channels or one per channel.", "input.mean"),
        ManifestOption.Numbers("--std", "S[,S,S]", "What the difference is divided by, 0..255 scale.", "input.std"),
        ManifestOption.Text("--output", "NAME", "The output that is read, where the model has several.", "decoder.output"),
        ManifestOption.Number("--label-offset", "N", "Outputs before that of the first label.", "decoder.label_offset"),
        ManifestOption.Number("--score-threshold", "0..1", "Score from which a label counts.", "score_threshold"),
    ];

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_decoder);
        command.Options.Add(_labels);
        foreach (var value in _values)
            command.Options.Add(value.Option);
        command.Options.Add(_logits);
        command.Options.Add(_set);
        _set.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => Split(token.Value) is null))
                result.AddError($"--set takes KEY=YAML such as decoder.iou_threshold=0.6, not '{token.Value}'.");
        });
    }

    /// <summary>The first of them that was given, by name; null: none.</summary>
    public string? FirstGiven(ParseResult parsed) =>
        _values.Select(v => (Option)v.Option).Concat([_decoder, _labels, _logits, _set]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>What was given, for a bundle of this name.</summary>
    /// <exception cref="FormatException">Two options say the same value.</exception>
    /// <exception cref="ModelBundleException">The labels are wrong.</exception>
    public ProposalRequest Read(ParseResult parsed, string name)
    {
        var overrides = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (option, keys, toYaml) in _values)
        {
            if (parsed.GetValue(option) is { } text && toYaml(text) is { } yaml)
                overrides.AddRange(keys.Zip(yaml, (key, value) => KeyValuePair.Create(key, value)));
        }

        if (parsed.GetResult(_logits) is { Implicit: false })
            overrides.Add("decoder.logits", parsed.GetValue(_logits) == false ? "false" : "true");
        foreach (var (key, yaml) in (parsed.GetValue(_set) ?? []).Select(Split).OfType<(string, string)>())
            Add(overrides, key, yaml);
        return new ProposalRequest
        {
            Name = name,
            Decoder = parsed.GetValue(_decoder),
            Labels = parsed.GetValue(_labels) is { } file ? ReadLabels(file) : null,
            Overrides = overrides.ToImmutable(),
        };
    }

    private static void Add(ImmutableDictionary<string, string>.Builder overrides, string key, string yaml)
    {
        if (key is "decoder.type" or "task" or "name")
            throw new FormatException($"--set {key}: {(key == "name" ? "say --name" : "say --decoder")} instead.");
        if (!overrides.TryAdd(key, yaml))
            throw new FormatException($"{key} is said twice; say it once.");
    }

    private static LabelFile ReadLabels(string file)
    {
        try
        {
            return LabelFile.Read(file);
        }
        catch (InvalidDataException e)
        {
            throw new ModelBundleException(e.Message);
        }
    }

    private static (string Key, string Yaml)? Split(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || equals == text.Length - 1 || text.Any(char.IsControl))
            return null;
        var key = text[..equals];
        return key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.') ? (key, text[(equals + 1)..]) : null;
    }

    private static DecoderKind? ParseDecoder(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var type = YamlTypes.Enum<DecoderKind>();
        foreach (var kind in Enum.GetValues<DecoderKind>())
        {
            if (type.Format(kind) == text)
                return kind;
        }

        result.AddError($"'{text}' is not a decoder; there are {string.Join(", ", Enum.GetValues<DecoderKind>().Select(type.Format))}.");
        return null;
    }
}
