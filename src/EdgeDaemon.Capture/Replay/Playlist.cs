using System.Text;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.Replay;

/// <summary>Finds the pictures that a replay plays.</summary>
internal static class Playlist
{
    private const int MostListBytes = 16 << 20;

    /// <summary>Lists a folder, or reads a list file.</summary>
    /// <exception cref="FrameSourceException">It is not there, not readable, or names no picture.</exception>
    internal static PictureFile[] Load(string path)
    {
        try
        {
            var isFolder = File.GetAttributes(path).HasFlag(FileAttributes.Directory);
            var pictures = isFolder ? PicturesIn(path) : PicturesListedIn(path);
            if (pictures.Length > 0)
                return pictures;
            throw new FrameSourceException(isFolder
                ? $"Replay folder '{path}' holds no .jpg, .jpeg or .png file."
                : $"Replay list '{path}' names no picture; it takes one path per line.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FrameSourceException($"Replay path '{path}' is not there.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new FrameSourceException($"Replay path '{path}' cannot be read: {e.Message} Check that this user may read it.", e);
        }
    }

    private static PictureFile[] PicturesIn(string folder)
    {
        // The default options would skip what may not be read, so that an unreadable folder looked empty.
        var options = new EnumerationOptions { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };
        var paths = Directory.GetFiles(folder, "*", options).Where(IsPicture).ToArray();
        Array.Sort(paths, string.CompareOrdinal);
        return [.. paths.Select(p => new PictureFile(p))];
    }

    private static PictureFile[] PicturesListedIn(string list)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(list))!;
        return
        [
            .. Encoding.UTF8.GetString(RegularFile.Read(list, MostListBytes)).Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => new PictureFile(Path.Combine(folder, line))),
        ];
    }

    private static bool IsPicture(string path) =>
        Path.GetExtension(path.AsSpan()) is var ending
        && (ending.Equals(".jpg", StringComparison.OrdinalIgnoreCase)
            || ending.Equals(".jpeg", StringComparison.OrdinalIgnoreCase)
            || ending.Equals(".png", StringComparison.OrdinalIgnoreCase));
}
