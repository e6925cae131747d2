using System.CommandLine;
using System.Diagnostics;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon watch</c>: labels from the broker, live. The publisher does it; this process holds no network code.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var json = new Option<bool>("--json") { Description = "Print topics and payloads as they are, one JSON line each." };
        var plain = new Option<bool>("--plain") { Description = "One line per message, in a terminal too." };
        var command = new Command("watch", "Show this device's labels as they arrive at the broker, in a terminal as a table; ends on Ctrl-C.") { config, json, plain };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(config), parsed.GetValue(json) ? "--json" : parsed.GetValue(plain) ? "--plain" : null));
        return command;
    }

    private static int Run(string configPath, string? form)
    {
        using var stop = new StopSignal();
        var start = new ProcessStartInfo(PublisherExecutable.Require(), ["watch", "--config", configPath]);
        if (form is not null)
            start.ArgumentList.Add(form);
        // Ctrl-C reaches the publisher too; a signal to us alone must not leave it behind, and it has nothing to lose.
        using var publisher = Process.Start(start)
            ?? throw new InvalidOperationException("The publisher could not be started.");
        using var registration = stop.Token.Register(() => publisher.Kill());
        publisher.WaitForExit();
        return publisher.ExitCode;
    }
}
