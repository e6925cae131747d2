using System.CommandLine;
using System.Runtime.Versioning;
using EdgeDaemon.Console.Serving;

[assembly: SupportedOSPlatform("linux")]

UnforeseenFailure.EndsTheProcess("edgedaemon-console");
var config = new Option<string>("--config", "-c") { Description = "The configuration file.", HelpName = "FILE", DefaultValueFactory = _ => "/etc/edgedaemon/edgedaemon.yaml" };
var listen = new Option<string?>("--listen") { Description = "Unix socket to listen on, in a folder that only its owner may enter (made so where it is missing). Default: the one that systemd hands over.", HelpName = "PATH" };
var idle = new Option<int>("--idle") { Description = "End after so many seconds in which nobody looked; 0: never.", HelpName = "SECONDS", DefaultValueFactory = _ => 0 };
var root = new RootCommand("The console of EdgeDaemon: pages to look at, on this device, by a Unix socket and nothing else.") { config, listen, idle };
root.SetAction(async (parsed, stop) =>
{
    try
    {
        await using var server = ConsoleServer.Create(new ConsoleOptions
        {
            ConfigPath = Path.GetFullPath(parsed.GetRequiredValue(config)),
            Listen = parsed.GetValue(listen),
            Idle = TimeSpan.FromSeconds(Math.Max(0, parsed.GetValue(idle))),
        });
        await server.RunAsync(stop);
        return ExitCodes.Ok;
    }
    catch (ConsoleException failure)
    {
        System.Console.Error.WriteLine($"edgedaemon-console: {failure.Message}");
        return ExitCodes.Unavailable;
    }
});
return await root.Parse(args).InvokeAsync();
