using System.Collections.Immutable;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration;

/// <summary>What came of reading a configuration file.</summary>
/// <param name="Config">The configuration, or null when there is an error.</param>
/// <param name="Errors">Everything that is wrong, in the order of the file; empty when <paramref name="Config"/> is there.</param>
/// <param name="Warnings">What is allowed but will hardly work as meant, in the order of the file; only looked for without errors.</param>
public sealed record ConfigResult(DaemonConfig? Config, ImmutableArray<YamlError> Errors, ImmutableArray<YamlError> Warnings);
