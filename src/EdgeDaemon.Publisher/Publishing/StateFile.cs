using System.Text;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>Files that outlive the publisher: without one it publishes all the same, so that none that fails ends it.</summary>
internal static class StateFile
{
    private const int MostBytes = 16 << 20;

    /// <summary>Its lines; none where there is no file, or it cannot be read, which is told.</summary>
    public static string[] ReadLines(string path, Action<string> trouble)
    {
        try
        {
            return Encoding.UTF8.GetString(RegularFile.Read(path, MostBytes)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (FileRefusedException e) when (e.IsMissing || !Directory.Exists(Path.GetDirectoryName(path)))
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            trouble($"'{path}' {e.Message}; what it remembers is not known.");
            return [];
        }
    }

    /// <summary>Writes it, and the folder where that is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="consequence">What it means when that fails, a sentence.</param>
    /// <param name="trouble">Hears why it failed.</param>
    /// <returns>Whether it is on disk; otherwise it is to be tried again.</returns>
    public static bool TryWrite(string path, ReadOnlySpan<byte> content, string consequence, Action<string> trouble)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, content);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            trouble($"'{path}' cannot be written: {e.Message} {consequence} It is tried again each minute.");
            return false;
        }
    }
}
