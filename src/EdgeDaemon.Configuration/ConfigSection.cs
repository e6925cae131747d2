using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration;

/// <summary>A section with fixed keys that becomes one record. Built once, key by key; immutable after that.</summary>
/// <typeparam name="T">The record; an immutable value.</typeparam>
/// <param name="defaults">The record with the default of every key that has one.</param>
internal sealed class ConfigSection<T>(T defaults) : YamlType<T>, IConfigPart<T>
    where T : notnull
{
    private readonly List<ConfigKey<T>> _keys = [];
    private readonly List<Func<T, YamlSection, T>> _rules = [];

    public T Defaults => defaults;

    public override string Allowed
    {
        get
        {
            var required = _keys.Where(k => k.Required).Select(k => k.Name).ToList();
            return required.Count == 0 ? "a section" : $"a section with {string.Join(", ", required)}";
        }
    }

    /// <summary>Adds a key that has a default.</summary>
    public ConfigSection<T> Key<TValue>(
        string name, ConfigReload reload, YamlType<TValue> type, Func<T, TValue> get, Func<T, TValue, T> set,
        string description, string? defaultText = null) =>
        Add(new ConfigValueKey<T, TValue>(name, reload, type, get, set, description, required: false, defaultText));

    /// <summary>Adds a key that must be there.</summary>
    public ConfigSection<T> Required<TValue>(
        string name, ConfigReload reload, YamlType<TValue> type, Func<T, TValue> get, Func<T, TValue, T> set, string description) =>
        Add(new ConfigValueKey<T, TValue>(name, reload, type, get, set, description, required: true, defaultText: null));

    /// <summary>Adds a section whose keys are properties of the same record.</summary>
    public ConfigSection<T> Group(string name, string description, Func<ConfigSection<T>, ConfigSection<T>> keys) =>
        Add(new ConfigGroupKey<T>(name, description, keys(new ConfigSection<T>(defaults))));

    /// <summary>
    /// Adds a rule about several keys: it gets what was read and the section, and returns the record to go on with. It runs
    /// also when single keys are wrong (they then have their defaults), so that all errors come at once.
    /// </summary>
    public ConfigSection<T> Rule(Func<T, YamlSection, T> rule)
    {
        _rules.Add(rule);
        return this;
    }

    /// <summary>Reads every key on top of <paramref name="start"/>, then applies the rules. Errors go to the document's list.</summary>
    public T Read(YamlSection section, T start)
    {
        var read = _keys.Aggregate(start, (owner, key) => key.Read(section, owner));
        section.Finish();
        return _rules.Aggregate(read, (owner, rule) => rule(owner, section));
    }

    public override bool TryRead(YamlValue value, [MaybeNullWhen(false)] out T result)
    {
        var errorsBefore = value.Errors.Count;
        result = YamlSection.Open(value) is { } section ? Read(section, defaults) : default;
        return value.Errors.Count == errorsBefore;
    }

    public override string Format(T value) => $"{{{string.Join(", ", _keys.Select(k => $"{k.Name}: {k.Format(value)}"))}}}";

    public override JsonObject ToJsonSchema()
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(_keys.Select(k => KeyValuePair.Create(k.Name, (JsonNode?)k.ToJsonSchema(defaults)))),
            ["additionalProperties"] = false,
        };
        if (_keys.Any(k => k.Required))
            schema["required"] = new JsonArray([.. _keys.Where(k => k.Required).Select(k => JsonValue.Create(k.Name))]);
        return schema;
    }

    public void Describe(string path, string description, List<ConfigSectionInfo> sections) => Describe(path, null, description, sections);

    /// <summary>As the other one, for the section that <paramref name="variant"/> chooses.</summary>
    public void Describe(string path, string? variant, string description, List<ConfigSectionInfo> sections)
    {
        sections.Add(new ConfigSectionInfo(path, variant, description, [.. _keys.Select(k => k.Describe(defaults)).OfType<ConfigKeyInfo>()]));
        foreach (var key in _keys)
            key.DescribeSections(path, sections);
    }

    public void Compare(T before, T after, string path, List<ConfigDifference> differences) =>
        _keys.ForEach(key => key.Compare(before, after, path, differences));

    public T TakeLive(T running, T next) => _keys.Aggregate(running, (owner, key) => key.TakeLive(owner, next));

    private ConfigSection<T> Add(ConfigKey<T> key)
    {
        _keys.Add(key);
        return this;
    }
}
