using EdgeDaemon.Publisher.Probing;

namespace EdgeDaemon.Publisher.Verbs;

/// <summary><c>edgedaemon-publish probe</c>: one line per stage on the way to the broker; <c>edgedaemon doctor</c> shows them.</summary>
internal static class ProbeCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Prints the stages; returns the exit code.</summary>
    public static int Run(string configPath, TextWriter output, TextWriter error)
    {
        if (Configuration.Load(configPath, error) is not { } config)
            return ExitCodes.Config;
        var failed = false;
        foreach (var stage in new BrokerProbe(config, Patience).Run())
        {
            output.WriteLine(stage.ToLine());
            failed |= stage.IsFailure;
        }

        return failed ? ExitCodes.Unavailable : ExitCodes.Ok;
    }
}
