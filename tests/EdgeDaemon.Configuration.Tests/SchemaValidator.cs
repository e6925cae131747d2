using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration.Tests;

/// <summary>
/// Just enough of JSON Schema to judge the schema that we write; a keyword that it does not know is a failure, so that the
/// schema cannot grow past what is tested. YAML becomes JSON as editors do it: by the core schema.
/// </summary>
internal static class SchemaValidator
{
    private static readonly string[] Annotations = ["$schema", "$id", "title", "description", "default", "examples", "x-reload"];

    public static bool IsValid(JsonNode schema, string yaml) => IsValid((JsonObject)schema, ToJson(YamlDocument.Parse(yaml, "f").Root!));

    /// <summary>Examples, anywhere in a schema, that it does not allow; and how many there are.</summary>
    public static (List<string> Wrong, int Count) Examples(JsonNode schema)
    {
        var (wrong, count) = (new List<string>(), 0);
        Visit(schema);
        return (wrong, count);

        void Visit(JsonNode? node)
        {
            if (node is JsonObject { } o && o["examples"] is JsonArray examples)
            {
                count += examples.Count;
                wrong.AddRange(examples.Where(e => !IsValid(o, e)).Select(e => $"{o.GetPath()}: {e?.ToJsonString()}"));
            }

            foreach (var child in node is JsonObject parent ? parent.Select(p => p.Value) : node is JsonArray list ? list : [])
                Visit(child);
        }
    }

    private static bool IsValid(JsonObject schema, JsonNode? value) => schema.Where(k => !Annotations.Contains(k.Key)).All(k => k.Key switch
    {
        "type" => (k.Value is JsonArray types ? types.Select(t => (string)t!) : [(string)k.Value!]).Any(t => IsType(t, value)),
        "enum" => k.Value!.AsArray().Any(v => JsonNode.DeepEquals(v, value)),
        "const" => JsonNode.DeepEquals(k.Value, value),
        "not" => !IsValid(k.Value!.AsObject(), value),
        "oneOf" => k.Value!.AsArray().Count(s => IsValid(s!.AsObject(), value)) == 1,
        "anyOf" => k.Value!.AsArray().Any(s => IsValid(s!.AsObject(), value)),
        "minimum" => Number(value) is not { } n || n >= (double)k.Value!,
        "maximum" => Number(value) is not { } n || n <= (double)k.Value!,
        "multipleOf" => Number(value) is not { } n || n % (double)k.Value! == 0,
        "pattern" => Text(value) is not { } s || Regex.IsMatch(s, (string)k.Value!),
        "minLength" => Text(value) is not { } s || s.Length >= (int)k.Value!,
        "maxLength" => Text(value) is not { } s || s.Length <= (int)k.Value!,
        "items" => value is not JsonArray a || a.All(i => IsValid(k.Value!.AsObject(), i)),
        "minItems" => value is not JsonArray a || a.Count >= (int)k.Value!,
        "maxItems" => value is not JsonArray a || a.Count <= (int)k.Value!,
        "uniqueItems" => value is not JsonArray a || a.Select(i => i?.ToJsonString()).Distinct().Count() == a.Count,
        "required" => value is not JsonObject o || k.Value!.AsArray().All(r => o.ContainsKey((string)r!)),
        "properties" => value is not JsonObject o || o.All(p => k.Value![p.Key] is not JsonObject s || IsValid(s, p.Value)),
        "propertyNames" => value is not JsonObject o || o.All(p => IsValid(k.Value!.AsObject(), JsonValue.Create(p.Key))),
        "additionalProperties" => value is not JsonObject o || o
            .Where(p => schema["properties"]?[p.Key] is null)
            .All(p => k.Value is JsonObject s && IsValid(s, p.Value)),
        _ => throw new NotSupportedException($"Keyword '{k.Key}' is not tested."),
    });

    private static bool IsType(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => Text(value) is not null,
        "boolean" => value is JsonValue v && v.TryGetValue<bool>(out _),
        "number" => Number(value) is not null,
        "integer" => Number(value) is { } n && n == Math.Floor(n),
        _ => throw new NotSupportedException($"Type '{type}' is not tested."),
    };

    private static double? Number(JsonNode? value) =>
        value is JsonValue v ? v.TryGetValue<double>(out var d) ? d : v.TryGetValue<int>(out var i) ? i : null : null;

    private static string? Text(JsonNode? value) => value is JsonValue v && v.TryGetValue<string>(out var s) ? s : null;

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlSequence s => new JsonArray([.. s.Items.Select(ToJson)]),
        YamlMapping m => new JsonObject(m.Entries.Select(e => KeyValuePair.Create(e.Key.Text, ToJson(e.Value)))),
        YamlScalar { IsPlain: true, Text: "" or "~" or "null" } => null,
        YamlScalar { IsPlain: true, Text: "true" or "false" } b => JsonValue.Create(b.Text == "true"),
        YamlScalar { IsPlain: true } n when int.TryParse(n.Text, out var i) => JsonValue.Create(i),
        YamlScalar { IsPlain: true } n when double.TryParse(n.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) => JsonValue.Create(d),
        YamlScalar t => JsonValue.Create(t.Text),
        _ => throw new NotSupportedException(),
    };
}
