using System.Reflection;

namespace EdgeDaemon.Publisher.Status;

/// <summary>Version of this build.</summary>
internal static class PublisherVersion
{
    /// <summary>As semantic versioning writes it, without the commit.</summary>
    public static string Text { get; } =
        typeof(PublisherVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
