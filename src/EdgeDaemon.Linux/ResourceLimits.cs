using System.Runtime.InteropServices;

namespace EdgeDaemon.Linux;

/// <summary>
/// Limits that the kernel holds this process to. By <c>prlimit</c>, which is a system call of its own: systemd's filters refuse
/// <c>setrlimit</c> with <c>@resources</c>, and the C library calls neither on the other's behalf.
/// </summary>
public static partial class ResourceLimits
{
    // The same numbers on every architecture that .NET runs on under Linux.
    private const int RLIMIT_CPU = 0;
    private const int RLIMIT_FSIZE = 1;
    private const int RLIMIT_CORE = 4;
    private const int RLIMIT_AS = 9;
    private const int PR_SET_PDEATHSIG = 1;
    private const int SIGKILL = 9;

    /// <summary>Bytes of address space that this process may have.</summary>
    /// <exception cref="IOException">The kernel refuses; so for all of these.</exception>
    public static void AddressSpace(long bytes) => Set(RLIMIT_AS, "RLIMIT_AS", (ulong)bytes, (ulong)bytes);

    /// <summary>Seconds of a processor that this process may use; then SIGXCPU ends it, and SIGKILL a second later.</summary>
    public static void Processor(long seconds) => Set(RLIMIT_CPU, "RLIMIT_CPU", (ulong)seconds, (ulong)seconds + 1);

    /// <summary>Lets this process write nothing into a file, and leave no core dump.</summary>
    public static void NoFiles()
    {
        Set(RLIMIT_FSIZE, "RLIMIT_FSIZE", 0, 0);
        Set(RLIMIT_CORE, "RLIMIT_CORE", 0, 0);
    }

    /// <summary>Ends this process with the thread that started it.</summary>
    public static void EndWithParent()
    {
        if (ProcessControl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
            throw Refused("prctl(PR_SET_PDEATHSIG)");
    }

    private static unsafe void Set(int resource, string name, ulong soft, ulong hard)
    {
        var limit = new Limit { Soft = soft, Hard = hard };
        if (Prlimit(0, resource, &limit, null) != 0)
            throw Refused($"prlimit({name})");
    }

    private static IOException Refused(string call) => new(
        $"{call} failed ({Marshal.GetLastPInvokeErrorMessage()}). Allow prlimit64 and prctl where system calls are filtered.");

    [LibraryImport("libc", EntryPoint = "prlimit64", SetLastError = true)]
    private static unsafe partial int Prlimit(int pid, int resource, Limit* limit, Limit* old);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int ProcessControl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    /// <summary><c>struct rlimit64</c>.</summary>
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
