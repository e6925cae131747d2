using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Linux;

/// <content>inotify(7): the kernel tells what changes in a folder.</content>
internal static unsafe partial class Libc
{
    internal const uint IN_MODIFY = 0x2;
    internal const uint IN_MOVED_TO = 0x80;
    internal const uint IN_CREATE = 0x100;
    internal const uint IN_DELETE_SELF = 0x400;
    internal const uint IN_MOVE_SELF = 0x800;
    internal const uint IN_ONLYDIR = 0x1000000;
    internal const uint IN_MASK_ADD = 0x20000000;
    internal const int IN_NONBLOCK = O_NONBLOCK;
    internal const int IN_CLOEXEC = O_CLOEXEC;

    /// <summary>Bytes of a <c>struct inotify_event</c> without its name: watch, mask, cookie, length of the name; 32 bits each.</summary>
    internal const int InotifyEventBytes = 16;

    /// <summary>An invalid handle when it fails.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial SafeFileHandle inotify_init1(int flags);

    /// <summary>A watch; the same again for a folder that is watched already.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int inotify_add_watch(SafeFileHandle inotify, string path, uint mask);

    /// <summary>0.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int inotify_rm_watch(SafeFileHandle inotify, int watch);

    /// <summary>Bytes read; 0 at the end.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(SafeFileHandle file, Span<byte> buffer, nuint count);
}
