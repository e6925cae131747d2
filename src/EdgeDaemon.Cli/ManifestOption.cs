using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Cli;

/// <summary>An option that says a value of a manifest.</summary>
/// <param name="Option">As the command line reads it.</param>
/// <param name="Keys">The keys that it says, such as <c>input.mean</c>; one value each.</param>
/// <param name="ToYaml">Its text as YAML per key; null where it is malformed.</param>
internal sealed record ManifestOption(Option<string?> Option, ImmutableArray<string> Keys, Func<string, string[]?> ToYaml)
{
    private static readonly YamlType<string> AnyText = YamlTypes.Text("a text", "^.+$");

    /// <summary>A word, which the manifest's own reader judges.</summary>
    public static ManifestOption Word(string name, string help, string description, string key) => Create(name, help, description, text =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? [text] : null, key);

    /// <summary>Any text.</summary>
    public static ManifestOption Text(string name, string help, string description, string key) => Create(name, help, description, text =>
        text.Length > 0 && !text.Any(char.IsControl) ? [AnyText.Format(text)] : null, key);

    /// <summary>A number.</summary>
    public static ManifestOption Number(string name, string help, string description, string key) =>
        Create(name, help, description, text => NumberOf(text) is { } number ? [number] : null, key);

    /// <summary>A number, or one per channel.</summary>
    public static ManifestOption Numbers(string name, string help, string description, string key) => Create(name, help, description, text =>
    {
        var numbers = text.Split(',').Select(NumberOf).ToList();
        return numbers.Contains(null) ? null : [numbers is [{ } only] ? only : $"[{string.Join(", ", numbers)}]"];
    }, key);

    /// <summary>Width and height.</summary>
    public static ManifestOption Size(string name, string help, string description, string widthKey, string heightKey) => Create(name, help, description, text =>
    {
        var sides = text.Split('x');
        return sides.Length is 1 or 2 && sides.All(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [sides[0], sides[^1]]
            : null;
    }, widthKey, heightKey);

    private static ManifestOption Create(string name, string help, string description, Func<string, string[]?> toYaml, params string[] keys)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = help };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && toYaml(text) is null)
                result.AddError($"{name} takes {help}, not '{text}'.");
        });
        return new ManifestOption(option, [.. keys], toYaml);
    }

    /// <summary>In the one form that manifests know.</summary>
    private static string? NumberOf(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number.ToString("0.##########", CultureInfo.InvariantCulture)
            : null;
}
