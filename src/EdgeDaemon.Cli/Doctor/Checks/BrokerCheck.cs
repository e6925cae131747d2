using System.Diagnostics;

namespace EdgeDaemon.Cli.Doctor.Checks;

/// <summary>Asks the other program to try the broker stage by stage: this one holds no network code.</summary>
internal static class BrokerCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static IEnumerable<Finding> Run(string configPath)
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo(PublisherExecutable.Require(), ["probe", "--config", configPath])
            {
                RedirectStandardOutput = true,
            })!;
            using var patience = new Timer(_ => probe.Kill(), null, Patience, Timeout.InfiniteTimeSpan);
            var findings = Parse(probe.StandardOutput.ReadToEnd());
            probe.WaitForExit();
            return findings.Count > 0 ? findings : [Finding.Fail("broker", $"the probe ended with {probe.ExitCode} and told nothing", "Run 'edgedaemon-publish probe' by hand.")];
        }
        catch (PublisherMissingException e)
        {
            return [Finding.Fail("broker", e.Message, "Reinstall the package.")];
        }
    }

    /// <summary>Lines of STAGE, LEVEL, TEXT and REMEDY, with tabs between.</summary>
    internal static List<Finding> Parse(string text) =>
    [
        .. text.Split('\n').Select(line => line.Split('\t')).Where(fields => fields.Length == 4).Select(fields => new Finding(
            $"broker {fields[0]}", Enum.Parse<FindingLevel>(fields[1], ignoreCase: true), fields[2], fields[3].Length > 0 ? fields[3] : null)),
    ];
}
