using System.CommandLine;
using System.Text.Json;
using EdgeDaemon.Capture.Iot;
using EdgeDaemon.Cli.Doctor;
using EdgeDaemon.Cli.Doctor.Checks;
using EdgeDaemon.Configuration;
using EdgeDaemon.Pipeline;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon doctor</c>: looks at the whole device and says of each part whether it is in order, and what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var json = new Option<bool>("--json") { Description = "Print one JSON line per finding." };
        var command = new Command("doctor", "Look at the whole device: cameras, models, journal, disk, clock, heat, broker, sandbox; exit 1 when something fails.")
        {
            config, json,
        };
        command.SetAction(parsed => Run(Path.GetFullPath(parsed.GetRequiredValue(config)), parsed.GetValue(json)));
        return command;
    }

    /// <summary>Prints every finding; the exit code says whether one of them fails.</summary>
    public static int Run(string path, bool json)
    {
        var failed = 0;
        foreach (var finding in Look(path))
        {
            failed += finding.Level == FindingLevel.Fail ? 1 : 0;
            Console.WriteLine(json ? JsonSerializer.Serialize(DoctorOutput.Of(finding), CliJson.Default.DoctorOutput) : Line(finding));
        }

        return failed > 0 ? ExitCodes.NotInOrder : ExitCodes.Ok;
    }

    private static string Line(Finding finding) =>
        $"{finding.Level.ToString().ToLowerInvariant(),-4}  {finding.Area,-24} {finding.Text}{(finding.Remedy is null ? "" : $"\n{"",32}→ {finding.Remedy}")}";

    private static IEnumerable<Finding> Look(string path)
    {
        var loaded = ConfigLoader.Load(path);
        foreach (var error in loaded.Errors)
            yield return Finding.Fail("configuration", error.ToString(), "Correct that line; 'edgedaemon check' looks again.");
        foreach (var doubt in loaded.Warnings)
            yield return Finding.Warn("configuration", doubt.ToString());
        if (loaded.Config is not { } config)
            yield break;
        if (loaded.Warnings.IsEmpty)
            yield return Finding.Pass("configuration", $"'{path}' is in order");
        IEnumerable<IEnumerable<Finding>> parts =
        [
            CameraCheck.Run(config),
            ModelCheck.Run(config, TriedModels.ForTools(config)),
            JournalCheck.Run(config.Journal),
            PrivacyCheck.Run(config, TimeProvider.System.GetElapsedTime(0)),
            new MachineCheck(Thermometer.Processor).Run(MachineCheck.AskClock()),
            BrokerCheck.Run(path),
            SandboxCheck.Run(config),
        ];
        foreach (var finding in parts.SelectMany(part => part))
            yield return finding;
    }
}

/// <summary>What <c>doctor --json</c> prints for one finding.</summary>
/// <param name="Area">What was looked at.</param>
/// <param name="Level"><c>pass</c>, <c>warn</c> or <c>fail</c>.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What to do, or null.</param>
internal sealed record DoctorOutput(string Area, string Level, string Text, string? Remedy)
{
    public static DoctorOutput Of(Finding finding) => new(finding.Area, finding.Level.ToString().ToLowerInvariant(), finding.Text, finding.Remedy);
}
