using System.Globalization;

namespace EdgeDaemon.Inference.Tests.OnnxModel.Hostile;

/// <summary>Time that this thread has had a processor, as the kernel counts it (schedstats, first number, nanoseconds).</summary>
internal static class ThreadTime
{
    private const int NanosecondsPerTick = 100;

    /// <summary>Since the thread began; the work of other threads and processes does not count.</summary>
    public static TimeSpan Used() => TimeSpan.FromTicks(
        long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / NanosecondsPerTick);
}
