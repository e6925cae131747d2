using System.Buffers;

namespace EdgeDaemon.Configuration;

/// <summary>
/// A secret that systemd hands to the one service that needs it (LoadCredential=, systemd.exec(5)): a file that exists in memory,
/// for that service alone, while it runs. In the configuration it is <c>credential:NAME</c> where a path could stand.
/// </summary>
public static class Credential
{
    /// <summary>What such a value begins with.</summary>
    public const string Prefix = "credential:";

    private const string Store = "/etc/credstore/edgedaemon.";
    private const int LongestName = 64;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    /// <summary>The name in <c>credential:NAME</c>; null when the value is a path, or the name none that can be.</summary>
    public static string? NameIn(string configured)
    {
        ArgumentNullException.ThrowIfNull(configured);
        if (!configured.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var name = configured[Prefix.Length..];
        return name.Length is > 0 and <= LongestName && name[0] != '.' && !name.AsSpan().ContainsAnyExcept(NameCharacters) ? name : null;
    }

    /// <summary>
    /// The file that a value stands for: itself when it is a path. A command that an administrator runs has no credentials handed
    /// to it and takes them from where systemd would.
    /// </summary>
    /// <param name="configured">A path, or <c>credential:NAME</c>.</param>
    public static string FileOf(string configured) => NameIn(configured) is not { } name ? configured
        : Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } folder ? Path.Combine(folder, name)
        : Store + name;
}
