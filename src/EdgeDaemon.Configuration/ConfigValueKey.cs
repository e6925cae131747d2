using System.Text.Json.Nodes;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration;

/// <summary>A key whose value is one property of the owner: a plain value, or a section with a record of its own.</summary>
/// <param name="name">The key in the file.</param>
/// <param name="reload">When a change takes effect; of no meaning for sections, whose keys say it themselves.</param>
/// <param name="type">What may be written.</param>
/// <param name="get">Reads the property.</param>
/// <param name="set">Copies the owner with another value of the property.</param>
/// <param name="description">What it does.</param>
/// <param name="required">Must it be written?</param>
/// <param name="defaultText">What holds without it, where the property's initial value does not tell.</param>
internal sealed class ConfigValueKey<TOwner, TValue>(
    string name, ConfigReload reload, YamlType<TValue> type, Func<TOwner, TValue> get, Func<TOwner, TValue, TOwner> set,
    string description, bool required, string? defaultText) : ConfigKey<TOwner>(name, description, required)
{
    private readonly IConfigPart<TValue>? _part = type as IConfigPart<TValue>;

    public override ConfigKeyInfo? Describe(TOwner defaults) => _part is not null ? null
        : new ConfigKeyInfo(Name, type.Allowed, Required ? null : defaultText ?? $"`{type.Format(get(defaults))}`", reload, Description);

    public override void DescribeSections(string path, List<ConfigSectionInfo> sections) =>
        _part?.Describe(YamlValue.Join(path, Name), Description, sections);

    public override TOwner Read(YamlSection section, TOwner owner)
    {
        if (section.TryGet(Name, out var value))
            return type.TryRead(value, out var result) ? set(owner, result) : owner;
        if (Required)
            section.FailMissing(Name, type.Allowed);
        return owner;
    }

    public override string Format(TOwner owner) => type.Format(get(owner));

    public override JsonObject ToJsonSchema(TOwner defaults)
    {
        var schema = type.ToJsonSchema();
        schema["description"] = defaultText is null ? Description : $"{Description} Default: {defaultText}.";
        if (_part is not null)
            return schema;
        if (!Required && defaultText is null)
            schema["default"] = type.ToJson(get(defaults));
        schema["x-reload"] = reload == ConfigReload.Live ? "live" : "restart";
        return schema;
    }

    public override void Compare(TOwner before, TOwner after, string path, List<ConfigDifference> differences)
    {
        var here = YamlValue.Join(path, Name);
        if (_part is not null)
        {
            _part.Compare(get(before), get(after), here, differences);
            return;
        }

        // The canonical form decides, because immutable arrays and dictionaries compare by reference.
        var (old, @new) = (Format(before), Format(after));
        if (old != @new)
            differences.Add(new ConfigDifference(here, old, @new, reload));
    }

    public override TOwner TakeLive(TOwner running, TOwner next)
    {
        if (_part is not null)
            return set(running, _part.TakeLive(get(running), get(next)));
        return reload == ConfigReload.Live ? set(running, get(next)) : running;
    }
}
