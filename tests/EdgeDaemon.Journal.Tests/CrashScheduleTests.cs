using System.Globalization;
using System.IO.Enumeration;
using EdgeDaemon.Journal.Tests.Simulation;

namespace EdgeDaemon.Journal.Tests;

public class CrashScheduleTests(ITestOutputHelper output)
{
    private const int CrashesPerRun = 10;

    // tests/torture/schedules.sh sets them.
    private static int Schedules => Setting("EDGEDAEMON_CRASH_SCHEDULES", 20_000);

    private static int FirstSeed => Setting("EDGEDAEMON_CRASH_SEED", 1);

    [Fact]
    public void Reopen_AfterRandomCrashes_LosesNothingCommitted()
    {
        var failure = FindFailure(FirstSeed, Schedules / CrashesPerRun, skipsSync: null);
        output.WriteLine($"{Schedules} crash schedules from seed {FirstSeed}: nothing committed lost");
        Assert.True(failure is null, failure);
    }

    [Theory]
    [InlineData("segments are never synced", "/flash/journal/*")]
    [InlineData("segment 2 is never synced", "/flash/journal/00000002.seg")]
    [InlineData("the folder is never synced", "/flash/journal")]
    public void Reopen_WhenASyncIsLeftOut_IsCaught(string mutant, string pattern)
    {
        var failure = FindFailure(1, 500, path => FileSystemName.MatchesSimpleExpression(pattern, path));
        output.WriteLine($"{mutant}: {failure}");
        Assert.NotNull(failure);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static string? FindFailure(int firstSeed, int runs, Func<string, bool>? skipsSync)
    {
        string? failure = null;
        Parallel.For(firstSeed, firstSeed + runs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (seed, loop) =>
        {
            try
            {
                new CrashSchedule(seed, skipsSync).Run(CrashesPerRun);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, $"seed {seed}: {e}", null);
                loop.Stop();
            }
        });
        return failure;
    }
}
