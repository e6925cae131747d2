using System.Text.Json.Nodes;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration;

/// <summary>One key of a section: everything there is to say about it.</summary>
/// <typeparam name="TOwner">The record that holds its value.</typeparam>
internal abstract class ConfigKey<TOwner>(string name, string description, bool required)
{
    public string Name => name;

    public string Description => description;

    public bool Required => required;

    /// <summary>The entry for the section's table, or null when it is a section itself.</summary>
    public abstract ConfigKeyInfo? Describe(TOwner defaults);

    /// <summary>Describes the sections in it.</summary>
    public abstract void DescribeSections(string path, List<ConfigSectionInfo> sections);

    /// <summary>Reads it into <paramref name="owner"/>; where it is absent or wrong, <paramref name="owner"/> stays as it is.</summary>
    public abstract TOwner Read(YamlSection section, TOwner owner);

    public abstract string Format(TOwner owner);

    public abstract JsonObject ToJsonSchema(TOwner defaults);

    public abstract void Compare(TOwner before, TOwner after, string path, List<ConfigDifference> differences);

    public abstract TOwner TakeLive(TOwner running, TOwner next);
}
