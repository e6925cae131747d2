using System.Runtime.CompilerServices;
using EdgeDaemon.Inference.Trials;

namespace EdgeDaemon.Inference.Tests.Trials;

/// <summary>A trial starts its own program again, which here is the program with the tests: it then tries a model and tests nothing.</summary>
internal static class TrialEntry
{
    [ModuleInitializer]
    internal static void RunTrial()
    {
        if (Environment.GetCommandLineArgs() is [_, TrialProcess.Verb])
            Environment.Exit(TrialProcess.Run());
    }
}
