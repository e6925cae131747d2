using System.Runtime.InteropServices;

namespace EdgeDaemon.Linux;

/// <summary>
/// Whether the machine's wall clock can be believed. The kernel knows (any NTP client tells it); in a sandbox, where asking it
/// is refused and logged as an attack, the file that systemd-timesyncd and systemd-time-wait-sync leave speaks for it. Asked at
/// most every ten seconds.
/// </summary>
public sealed class SystemClock(TimeProvider time)
{
    // linux/timex.h: the state returned while the clock is not synchronised, and the size of struct timex on 64-bit machines.
    private const int TimeError = 5;
    private const int TimexSizeBytes = 208;
    private const string TimesyncdMark = "/run/systemd/timesync/synchronized";

    private static readonly bool IsFiltered = HasSystemCallFilter();
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(10);

    private long? _askedAt;
    private bool _isSynchronised;

    /// <summary>Is the clock synchronised?</summary>
    public bool IsSynchronised
    {
        get
        {
            if (_askedAt is not { } asked || time.GetElapsedTime(asked) > Validity)
                (_askedAt, _isSynchronised) = (time.GetTimestamp(), Ask());
            return _isSynchronised;
        }
    }

    /// <summary>What names this boot of the machine: while it is the same, the monotonic clock has gone on. Empty where the kernel does not say.</summary>
    public static string ReadBootId()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Does a seccomp filter hold this process? (2: filter mode, see proc_pid_status(5).)</summary>
    private static bool HasSystemCallFilter()
    {
        try
        {
            return File.ReadLines("/proc/self/status").Any(line => line.StartsWith("Seccomp:", StringComparison.Ordinal) && line.EndsWith('2'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool Ask()
    {
        if (IsFiltered)
            return File.Exists(TimesyncdMark);
        // All zero: modes = 0 changes nothing and needs no privilege.
        Span<byte> timex = stackalloc byte[TimexSizeBytes];
        timex.Clear();
        var state = Libc.adjtimex(ref MemoryMarshal.GetReference(timex));
        return state < 0 ? File.Exists(TimesyncdMark) : state != TimeError;
    }
}
