using System.Diagnostics;

namespace EdgeDaemon.Pipeline;

/// <summary>
/// Makes a stage hang on demand, so that the scenarios in tests/vm can show that the watchdog ends it. Calls exist only in a build
/// with the symbol FAULT_HOOKS (<c>-p:FaultHooks=true</c>), which is never released; elsewhere the compiler leaves them out.
/// </summary>
internal static class FaultHook
{
    /// <summary>Hangs for good when <c>/run/edgedaemon/hang-STAGE</c> exists.</summary>
    /// <param name="stage">capture, decide, health, presence, record or reload.</param>
    [Conditional("FAULT_HOOKS")]
    public static void Stage(string stage)
    {
        if (File.Exists($"/run/edgedaemon/hang-{stage}"))
            Thread.Sleep(Timeout.Infinite);
    }
}
