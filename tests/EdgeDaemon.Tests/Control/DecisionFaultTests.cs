using System.Collections.Immutable;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Linux;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Faults;

namespace EdgeDaemon.Tests.Control;

/// <summary>The file of the privacy decisions, with each of its calls to libc failing in each way: what holds is what was decided, or the strictest.</summary>
public sealed class DecisionFaultTests(ITestOutputHelper output) : IDisposable
{
    private static readonly ImmutableArray<string> Cameras = ["porch"];
    private static readonly CameraDecisions Decided = new(new LevelDecision(PrivacyLevel.Count, DecisionOrigin.Operator), null, null);
    private readonly TempDirectory _folder = new();

    static DecisionFaultTests()
    {
        if (Environment.GetEnvironmentVariable("LD_PRELOAD") is not null)
            SystemFaults.Redirect(typeof(AtomicFile).Assembly);
    }

    public static TheoryData<string> Faults => [.. SystemFaults.All.Keys];

    [Fact]
    public void EachCallToTheSystem_Failing_LoosensNothing() => output.WriteLine(SystemFaults.RunExplicit(typeof(DecisionFaultTests).FullName!));

    [Theory(Explicit = true)]
    [MemberData(nameof(Faults))]
    public void Decisions(string fault)
    {
        var calls = SystemFaults.Sweep(SystemFaults.All[fault], struck =>
        {
            var isSaved = Open(out _).TrySave([Decided], default);
            var underFault = Open(out var told).Of(0);
            SystemFaults.Disarmed();
            var afterwards = Open(out _).Of(0);
            if (isSaved)
            {
                Assert.Equal(told ? CameraDecisions.Strictest : Decided, underFault);
                Assert.Equal(Decided, afterwards);
            }

            Assert.True(isSaved && !told || !SystemFaults.IsNothing(fault));
            foreach (var file in Directory.GetFiles(_folder.Path))
                File.Delete(file);
        });
        output.WriteLine($"privacy decisions, {fault}: {calls} calls");
        Assert.True(calls > 8, $"{calls} calls");
    }

    public void Dispose() => _folder.Dispose();

    private DecisionFile Open(out bool isTold)
    {
        var told = false;
        var file = new DecisionFile(_folder.Path, Cameras, "boot", default, _ => told = true);
        isTold = told;
        return file;
    }
}
