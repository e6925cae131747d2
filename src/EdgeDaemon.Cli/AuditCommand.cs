using System.CommandLine;
using EdgeDaemon.Journal;

namespace EdgeDaemon.Cli;

/// <summary>
/// <c>edgedaemon audit</c>: prints the journal and checks that it is whole, chained and in order, that it reaches as far as the publisher's cursor,
/// and what the publisher set aside.
/// </summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print the summary only." };
        var command = new Command("audit", "Print and check the label journal; exit 1 when it is damaged.") { config, quiet };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(config), parsed.GetValue(quiet)));
        return command;
    }

    private static int Run(string path, bool quiet)
    {
        if (ConfigFile.LoadOrExplain(path) is not { } config)
            return ExitCodes.Config;
        var writer = new RecordText(KnownTables.Of(config));
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
        var report = JournalAudit.Run(
            JournalOptions.From(config.Journal), new JournalFileSystem(), quiet ? null : record => output.WriteLine(writer.Describe(record)));
        output.WriteLine(
            $"{report.Records} records in {report.Segments} segments and {report.Epochs} epochs, {report.First} to {report.Last}. " +
            $"Gaps: {report.Gaps} (lost {report.ReportedLost}). Damaged: {report.Damaged}. Missing: {report.Missing}. " +
            $"Duplicates: {report.Duplicates}. Chain breaks: {report.ChainBreaks}. Acknowledged: {report.Acknowledged}.");
        if (report.CutOff > 0)
            output.WriteLine($"{report.CutOff} records that the broker had acknowledged were gone when the next epoch began, as after a power cut.");
        var isInOrder = report.IsIntact;
        var setAside = SetAsideList.Load(Path.Combine(config.Journal.CursorDirectory, SetAsideList.FileName), damage =>
        {
            isInOrder = false;
            output.WriteLine(damage);
        });
        if (setAside.Count > 0)
            output.WriteLine($"Set aside, because they can never be published: {setAside.Count}. The last of them:");
        foreach (var line in setAside.Newest)
            output.WriteLine($"  {line}");
        foreach (var finding in report.EndFindings)
            output.WriteLine(finding);
        output.WriteLine(report.IsIntact ? "The journal is intact." : "The journal is NOT intact.");
        return isInOrder ? ExitCodes.Ok : ExitCodes.NotInOrder;
    }
}
