using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>The kernel of this machine.</summary>
internal sealed unsafe class LinuxVideoKernel : IVideoKernel
{
    internal static readonly LinuxVideoKernel Instance = new();

    private const string Devices = "/dev";
    private const string NodePrefix = "video";
    private const string LinkFolder = "/dev/v4l/by-id";

    /// <inheritdoc/>
    public IReadOnlyList<VideoNode> Nodes()
    {
        var links = LinksIn(LinkFolder);
        return
        [
            .. Directory.EnumerateFileSystemEntries(Devices, NodePrefix + "*")
                .Where(path => NumberOf(path) is not null)
                .OrderBy(NumberOf)
                .Select(path => new VideoNode(path, [.. links[path]])),
        ];
    }

    /// <inheritdoc/>
    public int Open(string path)
    {
        var native = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, native);
        fixed (byte* name = native)
        {
            int result;
            do
                result = OrError(Libc.open(name, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC));
            while (result == -Libc.EINTR);
            return result;
        }
    }

    /// <inheritdoc/>
    public int Ioctl(int descriptor, uint request, void* argument)
    {
        int result;
        do
            result = OrError(Libc.ioctl(descriptor, request, argument));
        while (result == -Libc.EINTR);
        return result;
    }

    /// <inheritdoc/>
    public nint Map(int descriptor, long offset, nuint length)
    {
        var address = Libc.mmap(null, length, Libc.PROT_READ, Libc.MAP_SHARED, descriptor, (nint)offset);
        return address == -1 ? -Marshal.GetLastPInvokeError() : address;
    }

    /// <inheritdoc/>
    public int Unmap(nint address, nuint length) => OrError(Libc.munmap(address, length));

    /// <inheritdoc/>
    public WaitEnd Wait(int descriptor, int wake, TimeSpan timeout) => DescriptorWait.For(descriptor, Libc.POLLIN, wake, timeout);

    /// <inheritdoc/>
    public int Close(int descriptor) => OrError(Libc.close(descriptor));

    private static int OrError(int result) => result < 0 ? -Marshal.GetLastPInvokeError() : result;

    private static int? NumberOf(string path) =>
        int.TryParse(path.AsSpan(Devices.Length + 1 + NodePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>
    /// The links of a folder, by the node that each leads to. They come and go with the cameras, also while they are listed: one that is gone
    /// leads nowhere, and a folder that is gone has none.
    /// </summary>
    internal static ILookup<string, string> LinksIn(string folder)
    {
        string[] links = [];
        try
        {
            links = Directory.GetFiles(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It went with the last camera.
        }

        return links.Order(StringComparer.Ordinal).ToLookup(LinkTarget.Of);
    }
}
