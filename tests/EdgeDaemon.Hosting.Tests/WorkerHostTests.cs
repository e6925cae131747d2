using EdgeDaemon.TestKit.Service;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeDaemon.Hosting.Tests;

public sealed class WorkerHostTests
{
    [Fact]
    public void Run_WorkerEnds_ReturnsItsCode() => Assert.Equal(3, Run(_ => 3));

    [Fact]
    public void Run_WorkerAsksToBeStopped_StopsItAndReturnsItsCode()
    {
        var code = Run(stop =>
        {
            ScriptedWorker.Lifetime!.StopApplication();
            stop.WaitHandle.WaitOne();
            return 5;
        });

        Assert.Equal(5, code);
    }

    public static TheoryData<Exception> Failures => new((Exception[])
        [new InvalidOperationException("x"), new OperationCanceledException("y"), new NotSupportedException("z"), new TimeoutException("t")]);

    [Theory]
    [MemberData(nameof(Failures))]
    public void Run_WorkerThrowsAnything_ThrowsJustThat(Exception failure)
    {
        var thrown = Assert.ThrowsAny<Exception>(() => Run(_ => throw failure));

        Assert.Same(failure, thrown);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Run_PreparingThrowsAnything_ThrowsJustThatAndNeverRuns(Exception failure)
    {
        var runs = 0;

        var thrown = Assert.ThrowsAny<Exception>(() => Run(_ => ++runs, () => throw failure));

        Assert.Same(failure, thrown);
        Assert.Equal(0, runs);
    }

    [Fact]
    public void Run_AskedToStopWhilePreparing_EndsInOrder() => Assert.Equal(0, Run(
        stop => stop.IsCancellationRequested ? 0 : 1,
        () => ScriptedWorker.Lifetime!.StopApplication()));

    [Fact]
    public void Run_WorkerThatDoesNotStop_IsGivenUp()
    {
        using var never = new ManualResetEventSlim();

        var thrown = Assert.Throws<TimeoutException>(() => Run(_ =>
        {
            ScriptedWorker.Lifetime!.StopApplication();
            never.Wait(TestContext.Current.CancellationToken);
            return 0;
        }, stopTimeout: TimeSpan.FromMilliseconds(200)));

        Assert.Contains("did not stop within", thrown.Message, StringComparison.Ordinal);
        never.Set();
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("prepare")]
    [InlineData("pool")]
    [InlineData("thread")]
    [InlineData("timer")]
    public void Process_SomethingThrowsWhereNobodyCatches_Exits70WithOneLine(string where)
    {
        using var process = HostedProgram.Start($"throw {where}");

        var (code, errors) = process.WaitForExit();

        Assert.Equal(ExitCodes.Internal, code);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("defect, please report", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_UnderAServiceManager_IsReadyOnceAndSaysThatItStops()
    {
        using var listener = new NotifyListener();
        using var process = HostedProgram.Start("end", ("NOTIFY_SOCKET", listener.Name));

        Assert.Equal(0, process.WaitForExit().Code);

        var heard = new List<string>();
        while (!listener.IsSilent)
            heard.Add(listener.Next());
        Assert.Equal(["READY=1", "STOPPING=1"], heard.Order());
    }

    [Fact]
    public void Process_ThatCannotStart_IsNeverReady()
    {
        using var listener = new NotifyListener();
        using var process = HostedProgram.Start("throw prepare", ("NOTIFY_SOCKET", listener.Name));

        Assert.Equal(ExitCodes.Internal, process.WaitForExit().Code);

        while (!listener.IsSilent)
            Assert.NotEqual("READY=1", listener.Next());
    }

    [Fact]
    public void Process_EndOfInput_StopsASupervisedWorker()
    {
        using var process = HostedProgram.Start("wait");
        Assert.Equal("waiting", process.NextLine());

        process.CloseInput();

        Assert.Equal(7, process.WaitForExit().Code);
    }

    private static int Run(Func<CancellationToken, int> run, Action? prepare = null, TimeSpan? stopTimeout = null)
    {
        ScriptedWorker.Script = (prepare ?? (() => { }), run);
        using var service = ServiceManager.FromEnvironment(TimeProvider.System);
        return WorkerHost.Run<ScriptedWorker>(
            new WorkerHostOptions { LogLevel = new LogLevelSwitch("warning"), Service = service, StopTimeout = stopTimeout ?? TimeSpan.FromSeconds(30) },
            services => services.AddSingleton(new Marker()));
    }
}
