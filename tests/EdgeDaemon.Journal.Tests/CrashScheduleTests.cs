using System.Globalization;
using System.IO.Enumeration;
using EdgeDaemon.Journal.Tests.Simulation;

namespace EdgeDaemon.Journal.Tests;

public class CrashScheduleTests(ITestOutputHelper output)
{
    private const int CrashesPerRun = 10;

    private static int Schedules =>
        int.TryParse(Environment.GetEnvironmentVariable("EDGEDAEMON_CRASH_SCHEDULES"), CultureInfo.InvariantCulture, out var count) ? count : 20_000;

    [Fact]
    public void Reopen_AfterRandomCrashes_LosesNothingCommitted()
    {
        var failure = FindFailure(Schedules / CrashesPerRun, skipsSync: null);
        output.WriteLine($"{Schedules} crash schedules");
        Assert.True(failure is null, failure);
    }

    [Theory]
    [InlineData("segments are never synced", "/flash/journal/*")]
    [InlineData("segment 2 is never synced", "/flash/journal/00000002.seg")]
    [InlineData("the folder is never synced", "/flash/journal")]
    public void Reopen_WhenASyncIsLeftOut_IsCaught(string mutant, string pattern)
    {
        var failure = FindFailure(500, path => FileSystemName.MatchesSimpleExpression(pattern, path));
        output.WriteLine($"{mutant}: {failure}");
        Assert.NotNull(failure);
    }

    private static string? FindFailure(int runs, Func<string, bool>? skipsSync)
    {
        string? failure = null;
        Parallel.For(1, runs + 1, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (seed, loop) =>
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
