using System.Collections.Immutable;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration;

/// <summary>What came of a reload.</summary>
/// <param name="Running">What holds now.</param>
/// <param name="Change">
/// What differs between the file and what held before: <see cref="ConfigChange.Live"/> has taken effect,
/// <see cref="ConfigChange.Restart"/> waits for the next start. Empty when there is an error.
/// </param>
/// <param name="Errors">What is wrong with the file; when there is anything, the last good configuration stays.</param>
/// <param name="Warnings">What the file may say but probably does not mean.</param>
public sealed record ReloadResult(DaemonConfig Running, ConfigChange Change, ImmutableArray<YamlError> Errors, ImmutableArray<YamlError> Warnings)
{
    /// <summary>Could the file be read?</summary>
    public bool IsGood => Errors.IsEmpty;
}
