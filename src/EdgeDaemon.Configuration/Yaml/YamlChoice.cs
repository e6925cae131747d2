using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace EdgeDaemon.Configuration.Yaml;

internal sealed class YamlChoice<T>((string Name, T Value)[] choices) : YamlType<T> where T : notnull
{
    public override string Allowed => choices.Length == 1 ? choices[0].Name
        : $"{string.Join(", ", choices.SkipLast(1).Select(c => c.Name))} or {choices[^1].Name}";

    public override bool TryRead(YamlValue value, [MaybeNullWhen(false)] out T result)
    {
        foreach (var (name, choice) in choices)
        {
            if (name != value.ScalarText)
                continue;
            result = choice;
            return true;
        }

        result = default;
        var nearest = value.ScalarText is { } text ? NearestName.Find(text, choices.Select(c => c.Name)) : null;
        return nearest is null
            ? value.FailType(choices.Length == 1 ? "known here" : "one of the choices", Allowed)
            : value.Fail($"{value.Node.Describe()} is not one of the choices", $"Did you mean '{nearest}'? Write {Allowed}.");
    }

    public override string Format(T value) => YamlText.ToScalar(NameOf(value));

    public override JsonNode ToJson(T value) => JsonValue.Create(NameOf(value));

    public override JsonObject ToJsonSchema() => new() { ["enum"] = new JsonArray([.. choices.SelectMany(c => Spellings(c.Name))]) };

    private string NameOf(T value) => choices.First(c => c.Value.Equals(value)).Name;

    /// <summary>An editor takes an unquoted 5 for a number; we do not mind.</summary>
    private static IEnumerable<JsonNode> Spellings(string name)
    {
        yield return JsonValue.Create(name);
        if (int.TryParse(name, out var number))
            yield return JsonValue.Create(number);
    }
}
