using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeDaemon.Hosting.Tests;

/// <summary>This test program, started again as a program with a worker: some endings can only be seen from outside.</summary>
internal sealed class HostedProgram : IDisposable
{
    private const string Variable = "EDGEDAEMON_HOSTED_PROGRAM";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private HostedProgram(Process process) => _process = process;

    /// <summary>Starts it.</summary>
    /// <param name="what">See <see cref="Worker"/>.</param>
    /// <param name="environment">More variables.</param>
    public static HostedProgram Start(string what, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = what;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new HostedProgram(Process.Start(start)!);
    }

    /// <summary>Waits for a line on its standard output.</summary>
    public string? NextLine() => _process.StandardOutput.ReadLine();

    public void CloseInput() => _process.StandardInput.Close();

    public (int Code, string Errors) WaitForExit()
    {
        var errors = _process.StandardError.ReadToEndAsync();
        Assert.True(_process.WaitForExit(Patience), "the program did not end");
        return (_process.ExitCode, errors.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>Was this program started by <see cref="Start"/>?</summary>
    internal static bool IsAskedFor([NotNullWhen(true)] out string? what) => (what = Environment.GetEnvironmentVariable(Variable)) is not null;

    /// <summary>What the program then does instead of running tests; returns its exit code.</summary>
    internal static int Run(string what)
    {
        UnforeseenFailure.EndsTheProcess("hosted");
        ScriptedWorker.Script = Worker(what);
        using var service = ServiceManager.FromEnvironment(TimeProvider.System);
        return WorkerHost.Run<ScriptedWorker>(
            new WorkerHostOptions { LogLevel = new LogLevelSwitch("warning"), Service = service, Supervised = what == "wait" },
            services => services.AddSingleton(new Marker()));
    }

    private static (Action Prepare, Func<CancellationToken, int> Run) Worker(string what) => what switch
    {
        "end" => (() => { }, _ => ScriptedWorker.Lifetime!.ApplicationStarted.WaitHandle.WaitOne() ? 0 : 1),
        "wait" => (() => { }, stop =>
        {
            Console.WriteLine("waiting");
            stop.WaitHandle.WaitOne();
            return 7;
        }
        ),
        "throw worker" => (() => { }, _ => throw new InvalidOperationException("in the worker\nover two lines")),
        "throw prepare" => (() => throw new InvalidOperationException("while preparing\nover two lines"), _ => 0),
        "throw pool" => (() => { }, stop => ThenWait(() => ThreadPool.QueueUserWorkItem(_ => throw new InvalidOperationException("in the pool")), stop)),
        "throw thread" => (() => { }, stop => ThenWait(() => new Thread(() => throw new InvalidOperationException("on a thread")).Start(), stop)),
        "throw timer" => (() => { }, stop => ThenWait(() => _timer = new Timer(_ => throw new InvalidOperationException("in a timer"), null, 0, -1), stop)),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "not known"),
    };

    private static Timer? _timer;

    private static int ThenWait(Action first, CancellationToken stop)
    {
        first();
        stop.WaitHandle.WaitOne();
        return 0;
    }
}
