using EdgeDaemon.Capture;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Cli;

/// <summary>Reads picture files that somebody names on the command line.</summary>
internal static class PictureBytes
{
    private const long MostBytes = 64 << 20;

    /// <summary>The whole file.</summary>
    /// <exception cref="FrameSourceException">It is not there, may not be read, is no regular file (a pipe, a device), or is too large.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return RegularFile.Read(path, MostBytes);
        }
        catch (FileRefusedException e)
        {
            throw new FrameSourceException($"Picture '{path}': {e.Message}.", e);
        }
    }
}
