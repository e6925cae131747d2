using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace EdgeDaemon.Cli.Privacy;

/// <summary><c>edgedaemon privacy-report</c>: what can leave this device, what has, and what shows it; exit 1 when a sandbox does not hold.</summary>
internal static class PrivacyReportCommand
{
    private const int MostListedTopics = 20;

    public static Command Create()
    {
        var config = CommonOptions.Config();
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("privacy-report", "Say what can leave this device, field by field, what has left so far, and which test shows it; exit 1 when a sandbox does not hold.")
        {
            config, json,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(config), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, bool json)
    {
        if (ConfigFile.LoadOrExplain(path) is not { } config)
            return ExitCodes.Config;
        var report = PrivacyReport.Of(config, TimeProvider.System);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, CliJson.Default.PrivacyReport));
        else
            Print(report, Console.Out);
        return report.InForce.Any(finding => finding.Level == "fail") ? ExitCodes.NotInOrder : ExitCodes.Ok;
    }

    private static void Print(PrivacyReport report, TextWriter output)
    {
        output.WriteLine("IN FORCE");
        foreach (var finding in report.InForce)
            output.WriteLine($"  {finding.Level,-4}  {finding.Area,-18} {finding.Text}{(finding.Remedy is null ? "" : $" → {finding.Remedy}")}");

        output.WriteLine("\nWHAT CAN LEAVE");
        foreach (var topic in report.Topics)
        {
            output.WriteLine($"  {topic.Topic}{(topic.IsRetained ? "  (kept by the broker)" : "")}");
            if (topic.Words is { } words)
                output.WriteLine($"      {words}");
            foreach (var field in topic.Fields)
                output.WriteLine($"      {field.Name,-32} {field.Values,-44} {(field.Bits is { } bits ? $"{bits} bit" : "")}");
        }

        output.WriteLine("\nHOW MUCH");
        foreach (var line in report.Budget)
            output.WriteLine($"  {line}");

        var sent = report.Sent;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nSENT since {sent.Since}: {sent.Messages} messages, {sent.Bytes} bytes, {sent.BitsPerSecond} bit/s (written down once an hour)"));
        foreach (var topic in sent.Topics.Take(MostListedTopics))
            output.WriteLine($"  {topic.Bytes,12} bytes {topic.Messages,9} messages  {topic.Topic}");
        if (sent.Topics.Count > MostListedTopics)
            output.WriteLine($"  and {sent.Topics.Count - MostListedTopics} more topics, see --json");

        output.WriteLine("\nKEPT HERE");
        foreach (var line in report.Kept)
            output.WriteLine($"  {line}");

        output.WriteLine("\nSHOWN BY");
        foreach (var proof in report.Proofs)
            output.WriteLine($"  {proof.Claim} {string.Join(", ", proof.Tests)}");
    }
}
