using System.Collections.Immutable;

namespace EdgeDaemon.Configuration;

/// <summary>A section of the configuration, for its reference.</summary>
/// <param name="Path">Where it is: <c>cameras[].health</c>.</param>
/// <param name="Variant">The entry that chooses it, such as <c>type: scene</c>, or null.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Keys">Its keys that are no sections themselves.</param>
public sealed record ConfigSectionInfo(string Path, string? Variant, string Description, ImmutableArray<ConfigKeyInfo> Keys);

/// <summary>A key of the configuration, for its reference.</summary>
/// <param name="Name">The key.</param>
/// <param name="Allowed">What may be written.</param>
/// <param name="Default">What holds without it, in words or as YAML; null when it must be there.</param>
/// <param name="Reload">When a change takes effect.</param>
/// <param name="Description">What it does.</param>
public sealed record ConfigKeyInfo(string Name, string Allowed, string? Default, ConfigReload Reload, string Description);
