using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Inference.Models;

/// <summary>Reads choices on which it depends what else is read.</summary>
internal static class YamlChoices
{
    /// <summary>As <see cref="YamlSection.Require"/>, but what is absent or wrong is null rather than the first of the choices.</summary>
    public static T? RequireChoice<T>(this YamlSection section, string key, YamlType<T> type)
        where T : struct
    {
        if (section.TryGet(key, out var value))
            return type.TryRead(value, out var result) ? result : null;
        section.FailMissing(key, type.Allowed);
        return null;
    }
}
