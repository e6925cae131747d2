using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using EdgeDaemon.Capture.Interop;

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
        var links = Links();
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
                result = OrError(LibC.open(name, LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC));
            while (result == -LibC.EINTR);
            return result;
        }
    }

    /// <inheritdoc/>
    public int Ioctl(int descriptor, uint request, void* argument)
    {
        int result;
        do
            result = OrError(LibC.ioctl(descriptor, request, argument));
        while (result == -LibC.EINTR);
        return result;
    }

    /// <inheritdoc/>
    public nint Map(int descriptor, long offset, nuint length)
    {
        var address = LibC.mmap(null, length, LibC.PROT_READ, LibC.MAP_SHARED, descriptor, (nint)offset);
        return address == -1 ? -Marshal.GetLastPInvokeError() : address;
    }

    /// <inheritdoc/>
    public int Unmap(nint address, nuint length) => OrError(LibC.munmap(address, length));

    /// <inheritdoc/>
    public WaitEnd Wait(int descriptor, int wake, TimeSpan timeout) => DescriptorWait.For(descriptor, LibC.POLLIN, wake, timeout);

    /// <inheritdoc/>
    public int Close(int descriptor) => OrError(LibC.close(descriptor));

    private static int OrError(int result) => result < 0 ? -Marshal.GetLastPInvokeError() : result;

    private static int? NumberOf(string path) =>
        int.TryParse(path.AsSpan(Devices.Length + 1 + NodePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static ILookup<string, string> Links() =>
        (Directory.Exists(LinkFolder) ? Directory.GetFiles(LinkFolder) : [])
        .Order(StringComparer.Ordinal)
        .ToLookup(link => File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName ?? link);
}
