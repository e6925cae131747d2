using System.Runtime.InteropServices;

namespace EdgeDaemon.Inference.Interop;

/// <summary>The few calls of the C library for which .NET has nothing of its own.</summary>
internal static partial class Libc
{
    // The same on every architecture that .NET runs on under Linux.
    public const int O_RDONLY = 0;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;

    /// <summary>Paths are relative to the current directory.</summary>
    public const int AT_FDCWD = -100;

    /// <summary>Swap the two, so that neither is ever missing.</summary>
    public const uint RENAME_EXCHANGE = 2;

    [LibraryImport("libc", EntryPoint = "setenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetEnvironment(string name, string value, int overwrite);

    /// <summary>The path without symbolic links, <c>.</c> and <c>..</c>; 0 when it cannot be found. Free it with <see cref="NativeMemory.Free"/>.</summary>
    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint RealPath(string path, nint buffer);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RenameAt2(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);
}
