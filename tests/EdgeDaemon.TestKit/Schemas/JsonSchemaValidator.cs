using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EdgeDaemon.TestKit.Schemas;

/// <summary>
/// Checks JSON against the part of JSON Schema (draft 2020-12) that the schemas in <c>docs/schemas</c> use; any other keyword is a fault
/// of the schema.
/// </summary>
public static class JsonSchemaValidator
{
    /// <summary>Everything that is wrong, each with the place; empty when the value is valid.</summary>
    public static IReadOnlyList<string> Faults(JsonNode schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema, value, "$", faults);
        return faults;
    }

    private static void Check(JsonNode schema, JsonNode? value, string path, List<string> faults)
    {
        foreach (var (keyword, rule) in schema.AsObject())
            Check(schema, keyword, rule!, value, path, faults);
    }

    private static void Check(JsonNode schema, string keyword, JsonNode rule, JsonNode? value, string path, List<string> faults)
    {
        switch (keyword)
        {
            case "$schema" or "$id" or "title" or "description":
                break;
            case "type":
                var types = rule is JsonArray several ? several.Select(t => (string)t!) : [(string)rule!];
                Require(types.Contains(TypeOf(value)) || (types.Contains("number") && TypeOf(value) == "integer"), $"is {TypeOf(value)}, not {rule.ToJsonString()}");
                break;
            case "enum":
                Require(rule.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)), $"is {value?.ToJsonString()}, none of {rule.ToJsonString()}");
                break;
            case "const":
                Require(JsonNode.DeepEquals(rule, value), $"is {value?.ToJsonString()}, not {rule.ToJsonString()}");
                break;
            case "pattern" when value is JsonValue && TypeOf(value) == "string":
                Require(Regex.IsMatch((string)value!, (string)rule!), $"'{(string)value!}' does not match {rule}");
                break;
            case "minimum" when TypeOf(value) is "number" or "integer":
                Require((double)value! >= (double)rule, $"{value} is less than {rule}");
                break;
            case "maximum" when TypeOf(value) is "number" or "integer":
                Require((double)value! <= (double)rule, $"{value} is more than {rule}");
                break;
            case "minItems" when value is JsonArray array:
                Require(array.Count >= (int)rule, $"has {array.Count} items, less than {rule}");
                break;
            case "maxItems" when value is JsonArray array:
                Require(array.Count <= (int)rule, $"has {array.Count} items, more than {rule}");
                break;
            case "items" when value is JsonArray array:
                for (var i = 0; i < array.Count; i++)
                    Check(rule, array[i], $"{path}[{i}]", faults);
                break;
            case "required" when value is JsonObject o:
                foreach (var name in rule.AsArray().Select(n => (string)n!).Where(n => !o.ContainsKey(n)))
                    faults.Add($"{path}: '{name}' is missing");
                break;
            case "properties" when value is JsonObject o:
                foreach (var (name, property) in o.Where(p => rule[p.Key] is not null))
                    Check(rule[name]!, property, $"{path}.{name}", faults);
                break;
            case "additionalProperties" when value is JsonObject o:
                CheckOthers(schema, rule, o, path, faults);
                break;
            case "pattern" or "minimum" or "maximum" or "minItems" or "maxItems" or "items" or "required" or "properties" or "additionalProperties":
                break;
            default:
                faults.Add($"{path}: the schema has the keyword '{keyword}', which nobody checks");
                break;
        }

        void Require(bool isMet, string otherwise)
        {
            if (!isMet)
                faults.Add($"{path}: {otherwise}");
        }
    }

    private static void CheckOthers(JsonNode schema, JsonNode rule, JsonObject value, string path, List<string> faults)
    {
        foreach (var (name, property) in value.Where(p => schema["properties"]?[p.Key] is null))
        {
            if (rule is JsonObject)
                Check(rule, property, $"{path}.{name}", faults);
            else if (!(bool)rule)
                faults.Add($"{path}: '{name}' is not in the schema");
        }
    }

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Null => "null",
            _ => decimal.TryParse(value.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
                && number == decimal.Truncate(number) ? "integer" : "number",
        },
    };
}
