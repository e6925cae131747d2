using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace EdgeDaemon.Cli.Privacy;

/// <summary>A field of a message that may leave the device, as the payload's published schema has it.</summary>
/// <param name="Name">Its name; of a field within another, both with a dot between.</param>
/// <param name="Values">What may stand there.</param>
/// <param name="Bits">How much it can say at most, bits; null: a text of the program's own making, which the configuration and the version decide.</param>
/// <param name="Description">What it says.</param>
internal sealed record OutgoingField(string Name, string Values, int? Bits, string Description)
{
    // Thousandths are what scores are rounded to; an integer, or a number without bounds, is at most a double or a long.
    private const int ThousandthBits = 10;
    private const int NumberBits = 64;

    /// <summary>The fields of a payload, from the schema of that name in <c>docs/schemas</c>, which this program carries.</summary>
    /// <exception cref="ArgumentException">There is no such schema.</exception>
    public static IReadOnlyList<OutgoingField> Of(string payload)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{payload}.schema.json")
            ?? throw new ArgumentException($"There is no schema of a payload '{payload}'.", nameof(payload));
        var fields = new List<OutgoingField>();
        Add(JsonNode.Parse(stream)!, "", fields);
        return fields;
    }

    private static void Add(JsonNode schema, string prefix, List<OutgoingField> fields)
    {
        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
        {
            var (path, inner) = (prefix + name, Inner(field!));
            if (inner.Schema["properties"] is not null)
            {
                Add(inner.Schema, $"{path}{inner.Suffix}.", fields);
                continue;
            }

            var (values, bits) = Measure(field!);
            fields.Add(new OutgoingField(path, values, bits, field!["description"]?.GetValue<string>() ?? ""));
        }
    }

    /// <summary>What a list or a dictionary is one of.</summary>
    private static (JsonNode Schema, string Suffix) Inner(JsonNode field) =>
        field["items"] is JsonObject items ? (items, "[]") : field["additionalProperties"] is JsonObject values ? (values, ".*") : (field, "");

    private static (string Values, int? Bits) Measure(JsonNode field)
    {
        if (field["enum"] is JsonArray words)
            return ($"one of {words.Count} words", WordBits(words.Count));
        var type = field["type"] is JsonArray types ? types[0]!.GetValue<string>() : field["type"]?.GetValue<string>();
        switch (type)
        {
            case "boolean":
                return ("true or false", 1);
            case "integer" or "number":
                var kind = type == "integer" ? "a whole number" : "a number";
                if (Bound(field, "minimum") is not { } least || Bound(field, "maximum") is not { } most)
                    return (kind, NumberBits);
                var range = string.Create(CultureInfo.InvariantCulture, $"{kind} from {least} to {most}");
                return (range, type == "integer" ? WordBits((int)(most - least) + 1) : most <= 1 ? ThousandthBits : NumberBits);
            case "array":
                // What lists hold of words are names: of zones, of what throttles, of attributes.
                (string values, int? bits) = field["items"]!["type"] is { } kinds && kinds.ToJsonString().Contains("string", StringComparison.Ordinal) && field["items"]!["enum"] is null
                    ? ("a configured name", NameBits)
                    : Measure(field["items"]!);
                var count = (int?)Bound(field, "maxItems");
                return ($"{(count is null ? "any number" : count)} times {values}", bits * count);
            case "object":
                var (value, each) = Measure(field["additionalProperties"]!);
                return ($"for each configured name {value}", each);
            default:
                return field["pattern"]?.GetValue<string>() switch
                {
                    Contracts.Payloads.PayloadPatterns.Time => ("a time, to the millisecond", 48),
                    Contracts.Payloads.PayloadPatterns.EventId => ("two whole numbers of 32 bits", 64),
                    Contracts.Payloads.PayloadPatterns.Slug => ("a configured name", NameBits),
                    { } pattern => ($"a text of the form {pattern}", null),
                    null => ("text of the program's own", null),
                };
        }
    }

    // Names come from tables with at most 65,535 labels; cameras, zones and models are fewer.
    private const int NameBits = 16;

    private static int WordBits(int count) => (int)Math.Ceiling(Math.Log2(Math.Max(count, 2)));

    private static double? Bound(JsonNode field, string name) => field[name]?.GetValue<double>();
}
