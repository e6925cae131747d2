using System.Text.Json.Nodes;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration;

/// <summary>A section of the file whose keys are properties of the owner itself.</summary>
internal sealed class ConfigGroupKey<TOwner>(string name, string description, ConfigSection<TOwner> keys)
    : ConfigKey<TOwner>(name, description, required: false)
    where TOwner : notnull
{
    public override ConfigKeyInfo? Describe(TOwner defaults) => null;

    public override void DescribeSections(string path, List<ConfigSectionInfo> sections) =>
        keys.Describe(YamlValue.Join(path, Name), Description, sections);

    public override TOwner Read(YamlSection section, TOwner owner) =>
        section.OpenSection(Name) is { } group ? keys.Read(group, owner) : owner;

    public override string Format(TOwner owner) => keys.Format(owner);

    public override JsonObject ToJsonSchema(TOwner defaults)
    {
        var schema = keys.ToJsonSchema();
        schema["description"] = Description;
        return schema;
    }

    public override void Compare(TOwner before, TOwner after, string path, List<ConfigDifference> differences) =>
        keys.Compare(before, after, YamlValue.Join(path, Name), differences);

    public override TOwner TakeLive(TOwner running, TOwner next) => keys.TakeLive(running, next);
}
