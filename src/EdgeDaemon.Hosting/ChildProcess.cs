using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Hosting;

/// <summary>
/// one of the two processes under the supervisor. Its stdin is a pipe that the supervisor holds: when the supervisor
/// dies, however, the pipe closes and the child, started with <c>--supervised</c>, stops by itself.
/// </summary>
public sealed partial class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly string _name;
    private readonly ILogger _logger;

    private ChildProcess(Process process, string name, ILogger logger) => (_process, _name, _logger) = (process, name, logger);

    /// <summary>Completes when the process is gone.</summary>
    public Task Exited => _process.WaitForExitAsync();

    /// <summary>Its exit code, once it is gone; 128 + signal when a signal ended it.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts <paramref name="executable"/>; stdout and stderr are the supervisor's own.</summary>
    public static ChildProcess Start(string name, string executable, IEnumerable<string> arguments, ILogger logger)
    {
        var start = new ProcessStartInfo(executable) { RedirectStandardInput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // What the service manager hears of readiness is the supervisor's to say, once.
        start.Environment.Remove("NOTIFY_SOCKET");
        var process = Process.Start(start)
            ?? throw new InvalidOperationException($"'{executable}' could not be started.");
        var child = new ChildProcess(process, name, logger);
        child.LogStarted(name, process.Id);
        return child;
    }

    /// <summary>Asks the process to end by closing its stdin; ends it by force when it does not within ten seconds.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited)
            return;
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LogKilled(_name, _process.Id, Patience.TotalSeconds);
            _process.Kill();
            await _process.WaitForExitAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    [LoggerMessage(1101, LogLevel.Information, "Started {name}, pid {pid}.")]
    private partial void LogStarted(string name, int pid);

    [LoggerMessage(1102, LogLevel.Warning, "{name}, pid {pid}, did not stop within {seconds} s and was killed.")]
    private partial void LogKilled(string name, int pid, double seconds);
}
