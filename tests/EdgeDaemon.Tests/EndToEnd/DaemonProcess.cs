using System.Diagnostics;
using System.Text;
using EdgeDaemon.TestKit.Service;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>
/// One of the two executables, run as a real process: as they were built beside the tests, or those in the folder that
/// <c>EDGEDAEMON_PROGRAMS</c> names (tests/aot.sh: native ones; tests/arm64/run.sh: those of another architecture).
/// </summary>
internal sealed class DaemonProcess : IDisposable
{
    // Only what hangs waits this long; a busy machine must not look like a hang.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string Programs =
        Environment.GetEnvironmentVariable("EDGEDAEMON_PROGRAMS") is { Length: > 0 } named ? named : AppContext.BaseDirectory;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly StringBuilder _screen = new();
    private readonly Thread? _reader;

    private DaemonProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        if (process.StartInfo.FileName == "script")
            (_reader = new Thread(ReadScreen) { IsBackground = true }).Start();
        else
            _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    public bool HasExited => _process.HasExited;

    /// <summary>Starts <c>edgedaemon</c>.</summary>
    public static DaemonProcess Vision(params string[] arguments) => Start("edgedaemon", arguments);

    /// <summary>Starts <c>edgedaemon</c> with something in its environment.</summary>
    public static DaemonProcess Vision((string Name, string? Value)[] environment, params string[] arguments) => Start("edgedaemon", arguments, environment);

    /// <summary>Starts <c>edgedaemon-publish</c>.</summary>
    public static DaemonProcess Publisher(params string[] arguments) => Start("edgedaemon-publish", arguments);

    /// <summary>Starts either as systemd does, with a socket for what it has to say.</summary>
    public static DaemonProcess AsService(string executable, NotifyListener listener, params string[] arguments) =>
        Start(executable, arguments, ("NOTIFY_SOCKET", listener.Name), ("WATCHDOG_USEC", "30000000"));

    /// <summary>
    /// Starts <c>edgedaemon</c> as systemd does and notes, in a file, each socket that it asks for. What tells libraries that they run in somebody's
    /// build, and had better keep quiet, is taken out of its environment.
    /// </summary>
    /// <param name="file">Receives the calls.</param>
    /// <param name="home">Its home folder.</param>
    /// <param name="listener">Hears what it tells systemd.</param>
    /// <param name="arguments">Its arguments.</param>
    public static DaemonProcess VisionTraced(string file, string home, NotifyListener listener, params string[] arguments)
    {
        // -D: strace is the grandchild, so that the process that was started is the daemon.
        string[] strace = ["-D", "-f", "-qq", "-e", "trace=socket", "-o", file, Path.Combine(Programs, "edgedaemon")];
        return Start(
            "strace", [.. strace, .. arguments],
            ("CI", null), ("TF_BUILD", null), ("GITHUB_ACTIONS", null), ("ORT_DISABLE_TELEMETRY", null), ("XDG_CACHE_HOME", null), ("XDG_CONFIG_HOME", null), ("HOME", home),
            ("NOTIFY_SOCKET", listener.Name));
    }

    /// <summary>Skips a test of a program that starts others: an emulated one cannot.</summary>
    public static void SkipWhereEmulated() =>
        Assert.SkipWhen(Environment.GetEnvironmentVariable("EDGEDAEMON_EMULATED") == "1", "The programs are emulated, and cannot start one another.");

    /// <summary>Skips the test where <see cref="VisionTraced"/> cannot be had.</summary>
    public static void SkipWithoutStrace()
    {
        try
        {
            using var trial = Process.Start(new ProcessStartInfo("strace", ["-qq", "-e", "trace=none", "true"]) { RedirectStandardError = true })!;
            var errors = trial.StandardError.ReadToEnd();
            trial.WaitForExit();
            if (trial.ExitCode != 0)
                Assert.Skip($"strace may not trace here: {errors}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("strace is not on this machine (Debian: strace).");
        }
    }

    /// <summary>Runs <c>edgedaemon</c> to its end.</summary>
    public static (int ExitCode, string Output, string Errors) Run(params string[] arguments)
    {
        using var process = Vision(arguments);
        var code = process.WaitForExit();
        return (code, process.Output, process.Errors);
    }

    /// <summary>Runs <c>edgedaemon</c> to its end, with lines at its standard input and what is named in its environment.</summary>
    public static (int ExitCode, string Output, string Errors) RunAnswering(string answers, (string Name, string? Value)[] environment, params string[] arguments)
    {
        using var process = Start("edgedaemon", arguments, input: true, environment);
        process._process.StandardInput.Write(answers);
        process._process.StandardInput.Close();
        var code = process.WaitForExit();
        return (code, process.Output, process.Errors);
    }

    /// <summary>Starts <c>edgedaemon</c> in a terminal of its own (script(1)): what it shows there, both streams and the echo, is in <see cref="Screen"/>.</summary>
    public static DaemonProcess InTerminal((string Name, string? Value)[] environment, params string[] arguments) => Start(
        "script", ["-qef", "-E", "always", "-c", string.Join(' ', arguments.Prepend(Path.Combine(Programs, "edgedaemon")).Select(a => $"'{a}'")), "/dev/null"], input: true, environment);

    /// <summary>Everything that a terminal has shown, the unfinished line too.</summary>
    public string Screen => Read(_screen);

    /// <summary>Waits until the terminal shows something, and types a line then.</summary>
    public void TypeAt(string shown, string line)
    {
        Assert.True(SpinWait.SpinUntil(() => Screen.Contains(shown, StringComparison.Ordinal) || HasExited, Patience) && Screen.Contains(shown, StringComparison.Ordinal), Screen);
        _process.StandardInput.Write(line + "\n");
        _process.StandardInput.Flush();
    }

    /// <summary>Runs <c>edgedaemon</c> to its end where a folder is a disk of its own, with what was in it; the test is skipped where that cannot be made.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kib">Size of the disk.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What is in the folder afterwards stands at the end of the output, one path a line.</returns>
    public static (int ExitCode, string Output, string Errors) RunOnSmallDisk(string folder, int kib, params string[] arguments)
    {
        const string Script = """
            cp -r "$1" "$1.kept" && mount -t tmpfs -o "size=$2k" none "$1" && cp -r "$1.kept/." "$1" || exit 125
            folder=$1
            shift 2
            "$@"
            code=$?
            find "$folder" -type f
            exit $code
            """;
        using var process = Start("unshare", ["-rm", "sh", "-c", Script, "sh", folder, kib.ToString(System.Globalization.CultureInfo.InvariantCulture), Path.Combine(Programs, "edgedaemon"), .. arguments]);
        var code = process.WaitForExit();
        Assert.SkipWhen(code is 1 or 125 && process.Errors.Contains("unshare", StringComparison.Ordinal) || code == 125, $"No disk can be made here: {process.Errors}");
        return (code, process.Output, process.Errors);
    }

    /// <summary>Runs a copy of <c>edgedaemon</c> to its end that has no native library beside it.</summary>
    /// <param name="folder">Where the copy is made.</param>
    /// <param name="arguments">Its arguments.</param>
    public static (int ExitCode, string Output, string Errors) RunWithoutLibraries(string folder, params string[] arguments)
    {
        // Not the list of dependencies: with that, .NET itself would miss the libraries.
        foreach (var file in (string[])["edgedaemon", "edgedaemon.runtimeconfig.json", .. Directory.EnumerateFiles(Programs, "*.dll").Select(Path.GetFileName)!])
        {
            if (File.Exists(Path.Combine(Programs, file)))
                File.Copy(Path.Combine(Programs, file), Path.Combine(folder, file));
        }

        using var process = Start(Path.Combine(folder, "edgedaemon"), arguments);
        var code = process.WaitForExit();
        return (code, process.Output, process.Errors);
    }

    /// <summary>Waits until it has said something on stderr; false: it never did.</summary>
    public bool WaitFor(string text) => SpinWait.SpinUntil(() => Errors.Contains(text, StringComparison.Ordinal) || HasExited, Patience)
        && Errors.Contains(text, StringComparison.Ordinal);

    /// <summary>Waits for the end; a process that goes on for minutes fails the test.</summary>
    public int WaitForExit()
    {
        if (!_process.WaitForExit(Patience))
        {
            _process.Kill();
            Assert.Fail($"Process {Id} did not end within {Patience.TotalSeconds} s. It said: {Errors}");
        }

        // The overload without a limit also waits until both pipes are read to their end.
        _process.WaitForExit();
        _reader?.Join();
        return _process.ExitCode;
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Sends a signal, such as <c>HUP</c>.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>SIGTERM, then waits for the end.</summary>
    public int Terminate()
    {
        Signal("TERM");
        return WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private static DaemonProcess Start(string executable, string[] arguments, params (string Name, string? Value)[] environment) =>
        Start(executable, arguments, input: false, environment);

    private static DaemonProcess Start(string executable, string[] arguments, bool input, (string Name, string? Value)[] environment)
    {
        var ours = Path.Combine(Programs, executable);
        var start = new ProcessStartInfo(File.Exists(ours) ? ours : executable, arguments)
        {
            RedirectStandardInput = input,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Results of models' trials, for all tests together and not among the user's own.
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(AppContext.BaseDirectory, "cache");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new DaemonProcess(Process.Start(start)!);
    }

    private void ReadScreen()
    {
        var buffer = new char[256];
        while (_process.StandardOutput.Read(buffer) is > 0 and var count)
        {
            lock (_screen)
                _screen.Append(buffer, 0, count);
        }
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.Append(line).Append('\n');
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
