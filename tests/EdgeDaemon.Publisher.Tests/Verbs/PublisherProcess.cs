using System.Diagnostics;
using System.Text;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.Verbs;

/// <summary>The real executable as a child process.</summary>
internal sealed class PublisherProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly object _lock = new();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Process _process;

    public PublisherProcess(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "edgedaemon-publish.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => Read(_output);

    public string Error => Read(_error);

    /// <summary>Writes a configuration for a broker on a port; returns its path.</summary>
    public static string WriteConfig(TempDirectory folder, int port)
    {
        Directory.CreateDirectory(folder["models", "detector"]);
        File.WriteAllText(folder["models", "detector", "labels.txt"], "person\ncat\n");
        File.WriteAllText(folder["edgedaemon.yaml"], $"""
            device:
              id: unit
            models:
              directory: {folder["models"]}
            journal:
              directory: {folder["journal"]}
              cursor_directory: {folder["cursor"]}
            mqtt:
              host: localhost
              port: {port}
            cameras:
              - name: porch
                source:
                  type: scene
                model: detector
            """);
        return folder["edgedaemon.yaml"];
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(Limit), $"It does not end: {Error}");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void AwaitError(string text) => Await(() => Error, text);

    public void AwaitOutput(string text) => Await(() => Output, text);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Await(Func<string> read, string text)
    {
        var clock = Stopwatch.StartNew();
        lock (_lock)
        {
            while (!read().Contains(text, StringComparison.Ordinal))
                Assert.True(clock.Elapsed < Limit && Monitor.Wait(_lock, Limit), $"'{text}' never came: {Output} {Error}");
        }
    }

    private void Keep(StringBuilder lines, string? line)
    {
        lock (_lock)
        {
            if (line is not null)
                lines.Append(line).Append('\n');
            Monitor.PulseAll(_lock);
        }
    }

    private string Read(StringBuilder lines)
    {
        lock (_lock)
            return lines.ToString();
    }
}
