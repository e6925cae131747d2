using System.Text;
using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Ffmpeg;
using EdgeDaemon.Configuration;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Pipeline.Capturing;

/// <summary>The address of a network camera, from the configuration or, where it has a password, from a file of its own.</summary>
internal static class CameraAddress
{
    private const int MostBytes = 64 << 10;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads it.</summary>
    /// <param name="config">The source.</param>
    /// <param name="warn">Hears when anybody on the machine may read or write the file.</param>
    /// <exception cref="FrameSourceException">
    /// The file cannot be read, or, with a <see cref="FormatException"/> within, holds no address; the message does not repeat it.
    /// </exception>
    public static CameraUrl Read(NetworkSourceConfig config, Action<string> warn)
    {
        if (config.UrlFile is not { } file)
            return CameraUrl.Parse(config.Url!);
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
                warn($"anybody on this machine may read or write '{file}', which has the camera's address; chmod 600 it.");
            var address = Encoding.UTF8.GetString(RegularFile.Read(file, MostBytes)).Split('\n')[0].Trim().TrimStart('\uFEFF');
            return CameraAddressRules.FindFault(address) is { } fault
                ? throw new FormatException($"It {fault.Problem}. {fault.Remedy}")
                : CameraUrl.Parse(address);
        }
        catch (FormatException e)
        {
            throw new FrameSourceException($"{file}:1: this is no address of a camera. {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FrameSourceException($"The camera's address cannot be read from '{file}': {e.Message}", e);
        }
    }
}
