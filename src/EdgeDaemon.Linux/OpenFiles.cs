using System.Globalization;

namespace EdgeDaemon.Linux;

/// <summary>This process's open files.</summary>
public static class OpenFiles
{
    private const string Folder = "/proc/self/fd";

    /// <summary>The descriptors that lead to a path; empty where /proc does not tell.</summary>
    public static IReadOnlyList<int> At(string path)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(Folder)
                .Where(link => TargetOf(link) == path)
                .Select(link => int.Parse(Path.GetFileName(link), CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Where a link leads; null when it is gone: another thread has closed its file meanwhile.</summary>
    private static string? TargetOf(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
