using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Workers;

/// <summary>
/// <c>edgedaemon run</c>: keeps the vision process and the publisher running side by side, for development and containers.
/// systemd does this job on a device, with a sandbox around each. A child that dies is started again; one that says its
/// configuration is wrong (exit 78) ends both. Each network camera has an ingest process beside them. When every camera has
/// come to its end, the vision process exits by itself with 0: the publisher is then told to stop, which it does when it has
/// sent what is left.
/// </summary>
internal sealed partial class Supervisor(string configPath, IReadOnlyList<string> networkCameras, ILogger logger)
{
    /// <summary>Runs until all have ended or <paramref name="stop"/> fires.</summary>
    /// <returns>The exit code for this process.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        using var visionEnding = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var publisherEnding = new CancellationTokenSource();
        var ingest = networkCameras
            .Select(camera => KeepRunningAsync($"ingest {camera}", OwnExecutable(), ["ingest", camera, "--config", configPath, "--supervised"], visionEnding.Token))
            .ToList();
        var vision = KeepRunningAsync("vision", OwnExecutable(), ["vision", "--config", configPath, "--supervised"], visionEnding.Token);
        var publisher = KeepRunningAsync("publisher", PublisherExecutable.Require(), ["--config", configPath, "--supervised"], publisherEnding.Token);
        await Task.WhenAny(vision, publisher).ConfigureAwait(false);
        // In this order, so that the last records still reach the broker.
        await visionEnding.CancelAsync().ConfigureAwait(false);
        var visionCode = await vision.ConfigureAwait(false);
        await publisherEnding.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(ingest).ConfigureAwait(false);
        return Math.Max(visionCode, await publisher.ConfigureAwait(false));
    }

    private static string OwnExecutable() =>
        Environment.ProcessPath ?? throw new InvalidOperationException("The path of this executable is not known.");

    private async Task<int> KeepRunningAsync(string name, string executable, string[] arguments, CancellationToken stop)
    {
        var delay = new RestartDelay(TimeProvider.System);
        while (true)
        {
            delay.Started();
            using var child = ChildProcess.Start(name, executable, arguments, logger);
            try
            {
                await child.Exited.WaitAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await child.StopAsync().ConfigureAwait(false);
            }

            if (stop.IsCancellationRequested || child.ExitCode is ExitCodes.Ok or ExitCodes.Config)
                return child.ExitCode;
            var wait = delay.Ended();
            LogRestart(name, child.ExitCode, wait.TotalSeconds);
            try
            {
                await Task.Delay(wait, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return ExitCodes.Ok;
            }
        }
    }

    [LoggerMessage(1110, LogLevel.Error, "The {name} process ended with {code}; starting it again in {seconds:F1} s.")]
    private partial void LogRestart(string name, int code, double seconds);
}
