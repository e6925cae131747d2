using System.Globalization;
using EdgeDaemon.Linux;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EdgeDaemon.Console.Serving;

/// <summary>Where the console listens: a Unix socket, and nothing else.</summary>
internal static class ListenPlace
{
    // sd_listen_fds(3): the first descriptor that is handed over.
    private const ulong FirstHandedOver = 3;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Says where to listen.</summary>
    /// <exception cref="ConsoleException">There is no place, or it is open to others.</exception>
    public static void Apply(KestrelServerOptions kestrel, ConsoleOptions options)
    {
        if (options.Listen is { } path)
            kestrel.ListenUnixSocket(PreparedAt(path));
        else if (Environment.GetEnvironmentVariable("LISTEN_PID") == Environment.ProcessId.ToString(CultureInfo.InvariantCulture) && Environment.GetEnvironmentVariable("LISTEN_FDS") == "1")
            kestrel.ListenHandle(FirstHandedOver);
        else
            throw new ConsoleException("no socket was handed over. Start it by 'systemctl start edgedaemon-console.socket', or name one with --listen PATH.");
    }

    private static string PreparedAt(string path)
    {
        path = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            if (!Directory.Exists(folder))
                Directory.CreateDirectory(folder, OwnerOnly);
            // Whoever may enter the folder may see what the console shows.
            if ((File.GetUnixFileMode(folder) & ~OwnerOnly) != 0)
                throw new ConsoleException($"'{folder}' may be entered by others. Name a socket in a folder of mode 0700, such as one that is not there yet.");
            if (UnixSocket.TryConnect(UnixSocketType.Stream, path) is { } other)
            {
                other.Dispose();
                throw new ConsoleException($"another process listens at '{path}'. Name another socket with --listen.");
            }

            File.Delete(path);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConsoleException($"'{path}' cannot be listened at: {e.Message}");
        }
    }
}
