using System.Collections.Immutable;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration.Offers;

/// <summary>Reads the catalogue of models that can be fetched, strictly.</summary>
public static class ModelOffers
{
    private const int LargestModel = 512 << 20;

    private static readonly YamlType<string> Line = YamlTypes.Text("a text of 1 to 200 characters on one line", "^[^\\n]{1,200}$");
    private static readonly YamlType<string> Address = YamlTypes.Text("an address that begins with https://", "^https://[A-Za-z0-9.-]+/[^ \\n]+$");
    private static readonly YamlType<string> Host = YamlTypes.Text("the name of a host", "^[A-Za-z0-9.-]+$");
    private static readonly YamlType<string> Digest = YamlTypes.Text("a SHA-256, 64 hexadecimal digits in lower case", "^[0-9a-f]{64}$");
    private static readonly YamlType<ImmutableArray<string>> Labels = YamlTypes.List(Line, min: 1);

    /// <summary>The catalogue beside the program.</summary>
    public static string DefaultPath => Path.Combine(AppContext.BaseDirectory, "models", "catalogue.yaml");

    /// <summary>Reads a catalogue.</summary>
    /// <exception cref="FormatException">It is missing, or anything in it is wrong; the first error, with its line.</exception>
    public static ImmutableArray<OfferedModel> Read(string path)
    {
        var document = YamlDocument.Load(path);
        var offers = document.OpenRoot() is { } root ? Read(root) : [];
        return document.Errors.Count == 0 ? offers : throw new FormatException(document.Errors.Sorted().First().ToString());
    }

    /// <summary>Finds an offer.</summary>
    /// <exception cref="FormatException">As for <see cref="Read(string)"/>, or there is none of this name; the message has the nearest.</exception>
    public static OfferedModel Require(string path, string name)
    {
        var offers = Read(path);
        return offers.FirstOrDefault(offer => offer.Name == name)
            ?? throw new FormatException($"{path} offers no model '{name}'. {NearestName.Suggest(name, [.. offers.Select(offer => offer.Name)])} 'edgedaemon models list --available' shows them.");
    }

    private static ImmutableArray<OfferedModel> Read(YamlSection root)
    {
        var lists = root.Get("labels", YamlTypes.Map(YamlTypes.Slug, Labels), ImmutableDictionary<string, ImmutableArray<string>>.Empty);
        var models = root.RequireSection("models");
        root.Finish();
        return models is null ? [] : [.. models.Keys.Select(name => models.RequireSection(name) is { } model ? Read(model, name, lists) : null).OfType<OfferedModel>()];
    }

    private static OfferedModel? Read(YamlSection model, string name, ImmutableDictionary<string, ImmutableArray<string>> lists)
    {
        var (address, list) = (model.Require("address", Address), model.Get("labels", YamlTypes.Slug, ""));
        ImmutableArray<string> labels = [];
        if (list.Length > 0 && !lists.TryGetValue(list, out labels))
            model.Fail("labels", $"there is no list '{list}'", NearestName.Suggest(list, [.. lists.Keys]));
        var offer = new OfferedModel
        {
            Name = name,
            For = model.Require("for", Line),
            Measured = model.Require("measured", Line),
            Licence = model.Require("licence", Line),
            Address = new Uri(address ?? "https://host.invalid/"),
            Hosts = model.Get("hosts", YamlTypes.List(Host), []),
            Digest = model.Require("sha256", Digest),
            Bytes = model.Require("bytes", YamlTypes.Integer(1, LargestModel)),
            Labels = labels.IsDefault ? [] : labels,
            Options = [.. model.Get("options", Line, "").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        };
        model.Finish();
        return offer;
    }
}
