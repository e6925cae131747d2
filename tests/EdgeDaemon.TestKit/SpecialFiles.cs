using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace EdgeDaemon.TestKit;

/// <summary>What may lie where a file is expected, and would hang or drown whoever reads it.</summary>
public static class SpecialFiles
{
    private static readonly ConcurrentBag<Socket> Sockets = [];

    /// <summary>The kinds that <see cref="Make"/> makes.</summary>
    public static IEnumerable<string> Kinds => ["pipe", "socket", "folder", "link to a device", "link to a pipe", "link to a file", "link to nothing", "link to itself"];

    /// <summary>Makes one of <see cref="Kinds"/> at a path.</summary>
    public static void Make(string kind, string path)
    {
        switch (kind)
        {
            case "pipe":
                MakePipe(path);
                break;
            case "socket":
                // Open for as long as the process lives: one that is closed takes its file away.
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                Sockets.Add(socket);
                socket.Bind(new UnixDomainSocketEndPoint(path));
                MustBeThere(path);
                break;
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "link to a device":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            case "link to a pipe":
                MakePipe(path + ".pipe");
                File.CreateSymbolicLink(path, path + ".pipe");
                break;
            case "link to a file":
                File.WriteAllBytes(path + ".file", new byte[8192]);
                File.CreateSymbolicLink(path, path + ".file");
                break;
            case "link to nothing":
                File.CreateSymbolicLink(path, path + ".none");
                break;
            case "link to itself":
                File.CreateSymbolicLink(path, path);
                break;
            default:
                throw new ArgumentException($"No kind '{kind}'.", nameof(kind));
        }
    }

    private static void MakePipe(string path)
    {
        using (var mkfifo = Process.Start("mkfifo", [path]))
            mkfifo.WaitForExit();
        MustBeThere(path);
    }

    private static void MustBeThere(string path)
    {
        if (!File.Exists(path))
            throw new InvalidOperationException($"'{path}' was not made.");
    }
}
