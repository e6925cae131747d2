using System.Diagnostics;
using System.Text;

namespace EdgeDaemon.Console.Tests;

/// <summary>A real <c>edgedaemon vision</c>, or another program, on a configuration.</summary>
internal sealed class VisionProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    public VisionProcess(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, program), arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(AppContext.BaseDirectory, "cache");
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    public static VisionProcess Start(ConsoleRig rig) => new("edgedaemon", "vision", "--config", rig.ConfigPath);

    public void WaitFor(string text) =>
        Assert.True(SpinWait.SpinUntil(() => Said.Contains(text, StringComparison.Ordinal) || _process.HasExited, TimeSpan.FromMinutes(3)) && Said.Contains(text, StringComparison.Ordinal), Said);

    public int Stop()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            kill.WaitForExit();
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Add(string? line)
    {
        lock (_said)
            _said.Append(line).Append('\n');
    }
}
