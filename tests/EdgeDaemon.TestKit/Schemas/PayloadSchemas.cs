using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Payloads.Frigate;

namespace EdgeDaemon.TestKit.Schemas;

/// <summary>
/// JSON Schemas of everything that travels as JSON, made from the records themselves: their properties, annotations and summaries.
/// <c>docs/schemas</c> holds the same texts.
/// </summary>
public static class PayloadSchemas
{
    private static readonly XmlDocumentation Documentation = new(typeof(EventPayload).Assembly);

    /// <summary>The payloads that the device publishes, by the name of their schema.</summary>
    public static ImmutableSortedDictionary<string, JsonTypeInfo> Published { get; } = new Dictionary<string, JsonTypeInfo>
    {
        ["command-reply"] = PayloadJsonContext.Default.CommandReplyPayload,
        ["event"] = PayloadJsonContext.Default.EventPayload,
        ["frigate-event"] = PayloadJsonContext.Default.FrigateEventPayload,
        ["frigate-object-update"] = PayloadJsonContext.Default.FrigateObjectUpdatePayload,
        ["frigate-review"] = PayloadJsonContext.Default.FrigateReviewPayload,
        ["frigate-stats"] = PayloadJsonContext.Default.FrigateStatsPayload,
        ["gap"] = PayloadJsonContext.Default.GapPayload,
        ["home-assistant-discovery"] = PayloadJsonContext.Default.HubDiscoveryPayload,
        ["state"] = PayloadJsonContext.Default.CameraStatePayload,
        ["status"] = PayloadJsonContext.Default.StatusPayload,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The commands that it understands.</summary>
    public static ImmutableArray<(CommandCode Code, JsonTypeInfo Type)> Commands { get; } =
    [
        (CommandCode.Pause, CommandJsonContext.Default.PauseCommand),
        (CommandCode.Resume, CommandJsonContext.Default.ResumeCommand),
        (CommandCode.Threshold, CommandJsonContext.Default.ThresholdCommand),
        (CommandCode.Privacy, CommandJsonContext.Default.PrivacyCommand),
        (CommandCode.Dismiss, CommandJsonContext.Default.DismissCommand),
        (CommandCode.Undismiss, CommandJsonContext.Default.UndismissCommand),
        (CommandCode.List, CommandJsonContext.Default.ListCommand),
        (CommandCode.Replay, CommandJsonContext.Default.ReplayCommand),
        (CommandCode.Status, CommandJsonContext.Default.StatusCommand),
        (CommandCode.Teach, CommandJsonContext.Default.TeachCommand),
        (CommandCode.Forget, CommandJsonContext.Default.ForgetCommand),
    ];

    /// <summary>Every schema, by its name.</summary>
    public static ImmutableSortedDictionary<string, JsonNode> All { get; } = Published
        .Concat(Commands.Select(c => KeyValuePair.Create($"command-{CommandNames.Of(c.Code)}", c.Type)))
        .ToImmutableSortedDictionary(pair => pair.Key, pair => (JsonNode)Make(pair.Key, pair.Value), StringComparer.Ordinal);

    /// <summary>A schema as text, as it stands in <c>docs/schemas</c>.</summary>
    public static string Text(string name) => All[name].ToJsonString(new JsonSerializerOptions
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    }) + "\n";

    /// <summary>What a payload is for.</summary>
    public static string Describe(JsonTypeInfo type) => Documentation.Of(type.Type);

    private static JsonObject Make(string name, JsonTypeInfo type)
    {
        var schema = JsonSchemaExporter.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = Transform,
        });
        var titled = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = $"EdgeDaemon {name}" };
        foreach (var (keyword, rule) in schema.AsObject().ToArray())
            titled[keyword] = rule?.DeepClone();
        Inline(titled, titled);
        return titled;
    }

    /// <summary>The exporter refers to a place where a type stood before; readers fare better with the text itself.</summary>
    private static void Inline(JsonNode root, JsonNode? node)
    {
        if (node is JsonObject schema && (string?)schema["$ref"] is { } pointer)
        {
            var target = pointer.Split('/').Skip(1).Aggregate(root, (at, step) => at[step]!).DeepClone().AsObject();
            schema.Remove("$ref");
            foreach (var (keyword, rule) in target.Where(t => !schema.ContainsKey(t.Key)).ToArray())
                schema[keyword] = rule?.DeepClone();
        }

        foreach (var child in node switch { JsonObject o => o.Select(p => p.Value).ToArray(), JsonArray a => [.. a], _ => [] })
            Inline(root, child);
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        if (context.TypeInfo.Type == typeof(FrigateSubLabelPayload) && context.PropertyInfo is { } written)
            return FrigateSubLabel((PropertyInfo)written.AttributeProvider!);
        if (node is not JsonObject schema)
            return node;
        if (schema["properties"] is not null || context.TypeInfo is { Kind: JsonTypeInfoKind.Object, Properties.Count: 0 })
        {
            schema["type"] = "object";
            schema["additionalProperties"] = false;
        }

        if (context.PropertyInfo is not { } property)
        {
            if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
                schema.Insert(0, "description", Documentation.Of(context.TypeInfo.Type));
            return schema;
        }

        var member = (PropertyInfo)property.AttributeProvider!;
        DropNull(schema, member);
        Annotate(schema, member);
        schema.Remove("description");
        schema.Insert(0, "description", Documentation.Of(member.DeclaringType!, member.Name));
        return schema;
    }

    /// <summary>Written by a converter of its own, of which the exporter knows nothing.</summary>
    private static JsonObject FrigateSubLabel(PropertyInfo member) => new()
    {
        ["description"] = Documentation.Of(member.DeclaringType!, member.Name),
        ["type"] = new JsonArray("array", "null"),
        ["items"] = new JsonObject { ["type"] = new JsonArray("string", "number", "null") },
        ["minItems"] = 2,
        ["maxItems"] = 2,
    };

    /// <summary>What is null is not written, but for properties that say otherwise.</summary>
    private static void DropNull(JsonObject schema, PropertyInfo member)
    {
        if (member.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition == JsonIgnoreCondition.Never || schema["type"] is not JsonArray types)
            return;
        var others = types.Select(t => (string)t!).Where(t => t != "null").ToArray();
        schema["type"] = others.Length == 1 ? JsonValue.Create(others[0]) : new JsonArray([.. others.Select(t => JsonValue.Create(t))]);
    }

    private static void Annotate(JsonObject schema, PropertyInfo member)
    {
        foreach (var attribute in member.GetCustomAttributes())
        {
            switch (attribute)
            {
                case RangeAttribute range:
                    schema["minimum"] = JsonNode.Parse(Convert.ToString(range.Minimum, System.Globalization.CultureInfo.InvariantCulture)!);
                    schema["maximum"] = JsonNode.Parse(Convert.ToString(range.Maximum, System.Globalization.CultureInfo.InvariantCulture)!);
                    break;
                case RegularExpressionAttribute pattern:
                    schema["pattern"] = pattern.Pattern;
                    break;
                case AllowedValuesAttribute allowed:
                    schema["enum"] = new JsonArray([.. allowed.Values.Select(v => JsonValue.Create((string)v!))]);
                    break;
                case ItemCountAttribute count:
                    schema["minItems"] = count.Least;
                    schema["maxItems"] = count.Most;
                    break;
            }
        }
    }
}
