using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration;

/// <summary>A section whose key <c>type</c> decides which other keys it has. Another type takes a restart.</summary>
internal sealed class ConfigUnion<TBase>(params ConfigVariant<TBase>[] variants) : YamlType<TBase>, IConfigPart<TBase>
    where TBase : class
{
    private const string TypeKey = "type";

    private readonly YamlType<ConfigVariant<TBase>> _types = YamlTypes.Choice([.. variants.Select(v => (v.Name, v))]);

    public override string Allowed => $"a section with type ({_types.Allowed})";

    public override bool TryRead(YamlValue value, [MaybeNullWhen(false)] out TBase result)
    {
        var errorsBefore = value.Errors.Count;
        result = YamlSection.Open(value) is { } section && section.Require(TypeKey, _types) is { } variant ? variant.Read(section) : null;
        return value.Errors.Count == errorsBefore;
    }

    public override string Format(TBase value) => VariantOf(value).Format(value);

    public override JsonObject ToJsonSchema() => new() { ["oneOf"] = new JsonArray([.. variants.Select(v => v.ToJsonSchema())]) };

    public void Describe(string path, string description, List<ConfigSectionInfo> sections)
    {
        foreach (var variant in variants)
            variant.Describe(path, $"{TypeKey}: {variant.Name}", sections);
    }

    public void Compare(TBase before, TBase after, string path, List<ConfigDifference> differences)
    {
        if (VariantOf(before) == VariantOf(after))
            VariantOf(before).Compare(before, after, path, differences);
        else
            differences.Add(new ConfigDifference(path, Format(before), Format(after), ConfigReload.Restart));
    }

    public TBase TakeLive(TBase running, TBase next) =>
        VariantOf(running) == VariantOf(next) ? VariantOf(running).TakeLive(running, next) : running;

    private ConfigVariant<TBase> VariantOf(TBase value) => variants.First(v => v.Matches(value));
}

/// <summary>One kind of a union.</summary>
internal abstract class ConfigVariant<TBase>(string name)
{
    public string Name => name;

    public abstract bool Matches(TBase value);

    public abstract TBase Read(YamlSection section);

    public abstract string Format(TBase value);

    public abstract JsonObject ToJsonSchema();

    public abstract void Describe(string path, string variant, List<ConfigSectionInfo> sections);

    public abstract void Compare(TBase before, TBase after, string path, List<ConfigDifference> differences);

    public abstract TBase TakeLive(TBase running, TBase next);
}

/// <summary>One kind of a union, with its keys.</summary>
internal sealed class ConfigVariant<TBase, T>(string name, string description, ConfigSection<T> keys) : ConfigVariant<TBase>(name)
    where T : class, TBase
    where TBase : class
{
    public override bool Matches(TBase value) => value is T;

    public override TBase Read(YamlSection section) => keys.Read(section, keys.Defaults);

    public override string Format(TBase value) => $"{{type: {Name}, {keys.Format((T)value)[1..]}";

    public override JsonObject ToJsonSchema()
    {
        var schema = keys.ToJsonSchema();
        ((JsonObject)schema["properties"]!)["type"] = new JsonObject { ["const"] = Name, ["description"] = description };
        var required = schema["required"] as JsonArray ?? [];
        required.Add((JsonNode)"type");
        schema["required"] = required;
        return schema;
    }

    public override void Describe(string path, string variant, List<ConfigSectionInfo> sections) =>
        keys.Describe(path, variant, description, sections);

    public override void Compare(TBase before, TBase after, string path, List<ConfigDifference> differences) =>
        keys.Compare((T)before, (T)after, path, differences);

    public override TBase TakeLive(TBase running, TBase next) => keys.TakeLive((T)running, (T)next);
}
