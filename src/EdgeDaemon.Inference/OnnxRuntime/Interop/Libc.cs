using System.Runtime.InteropServices;

namespace EdgeDaemon.Inference.OnnxRuntime.Interop;

/// <summary>The few calls of the C library for which .NET has nothing of its own.</summary>
internal static partial class Libc
{
    public const uint MFD_CLOEXEC = 1;
    public const int STDERR_FILENO = 2;

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    public static partial int Dup(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    public static partial int Dup2(int descriptor, int onto);
}
