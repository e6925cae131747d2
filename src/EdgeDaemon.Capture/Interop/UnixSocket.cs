using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Capture.Interop;

/// <summary>Stream sockets that have a path on this machine. They lead nowhere else, and need no networking library.</summary>
internal static unsafe class UnixSocket
{
    /// <summary>Longest path: <c>sun_path</c> less its final zero.</summary>
    internal const int LongestPath = 107;

    private const int FamilyBytes = 2;

    /// <summary>Connects.</summary>
    /// <returns>The connection, blocking; or null and the error number.</returns>
    internal static SafeFileHandle? Connect(string path, out int error)
    {
        var handle = Create(LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, out error);
        if (handle is null)
            return null;
        fixed (byte* address = Address(path))
            error = OrError(LibC.connect(Descriptor(handle), address, FamilyBytes + LongestPath + 1));
        return Keep(handle, error);
    }

    /// <summary>Listens at a path that nobody listens at.</summary>
    /// <returns>The listener, non-blocking; or null and the error number.</returns>
    internal static SafeFileHandle? Listen(string path, out int error)
    {
        const int Backlog = 4;
        var handle = Create(LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK, out error);
        if (handle is null)
            return null;
        fixed (byte* address = Address(path))
            error = OrError(LibC.bind(Descriptor(handle), address, FamilyBytes + LongestPath + 1));
        if (error == 0)
            error = OrError(LibC.listen(Descriptor(handle), Backlog));
        return Keep(handle, error);
    }

    /// <summary>Takes the next connection, non-blocking; null when there is none.</summary>
    internal static SafeFileHandle? Accept(SafeFileHandle listener)
    {
        var descriptor = LibC.accept4(Descriptor(listener), null, null, LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>
    /// Ends a connection so that the other side sees it at once. Closing alone leaves it open as long as a process that was started
    /// in this moment has not got rid of its copy of the descriptor.
    /// </summary>
    internal static void Disconnect(SafeFileHandle connection)
    {
        _ = LibC.shutdown(Descriptor(connection), LibC.SHUT_RDWR);
        connection.Dispose();
    }

    /// <summary>The number, for calls while the owner keeps the handle alive.</summary>
    internal static int Descriptor(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private static SafeFileHandle? Create(int type, out int error)
    {
        var descriptor = LibC.socket(LibC.AF_UNIX, type, 0);
        error = OrError(descriptor);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static SafeFileHandle? Keep(SafeFileHandle handle, int error)
    {
        if (error == 0)
            return handle;
        handle.Dispose();
        return null;
    }

    private static byte[] Address(string path)
    {
        var address = new byte[FamilyBytes + LongestPath + 1];
        BinaryPrimitives.WriteUInt16LittleEndian(address, LibC.AF_UNIX);
        var length = Encoding.UTF8.GetByteCount(path);
        if (length is 0 or > LongestPath)
            throw new ArgumentException($"A socket's path has 1 to {LongestPath} bytes; '{path}' has {length}.", nameof(path));
        Encoding.UTF8.GetBytes(path, address.AsSpan(FamilyBytes));
        return address;
    }

    private static int OrError(int result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;
}
