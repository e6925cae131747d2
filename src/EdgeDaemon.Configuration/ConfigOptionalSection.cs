using System.Text.Json.Nodes;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration;

/// <summary>A section that is off (null) when it is absent. Turning it on or off takes a restart.</summary>
internal sealed class ConfigOptionalSection<T>(ConfigSection<T> section) : YamlType<T?>, IConfigPart<T?>
    where T : class
{
    private readonly YamlType<T?> _type = YamlTypes.OrNothing(section);

    public override string Allowed => _type.Allowed;

    public override bool TryRead(YamlValue value, out T? result) => _type.TryRead(value, out result);

    public override string Format(T? value) => _type.Format(value);

    public override JsonObject ToJsonSchema() => _type.ToJsonSchema();

    public void Describe(string path, string description, List<ConfigSectionInfo> sections) =>
        section.Describe(path, description, sections);

    public void Compare(T? before, T? after, string path, List<ConfigDifference> differences)
    {
        if (before is not null && after is not null)
            section.Compare(before, after, path, differences);
        else if (before is not null || after is not null)
            differences.Add(new ConfigDifference(path, Format(before), Format(after), ConfigReload.Restart));
    }

    public T? TakeLive(T? running, T? next) => running is null || next is null ? running : section.TakeLive(running, next);
}
