using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.Trials;

namespace EdgeDaemon.Inference.Tests.OnnxModel.Hostile;

/// <summary>Nothing else runs meanwhile: the process's memory is measured.</summary>
[CollectionDefinition(nameof(HostileModelTests), DisableParallelization = true)]
public class AloneCollection;

[Collection(nameof(HostileModelTests))]
public class HostileModelTests(ITestOutputHelper output)
{
    private const int Seed = 20260301;
    private const long MaxGrowth = 64L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    [Fact]
    public void Check_AThousandHostileModels_RefusesEachAndNamesWhyOrLeavesItToTheTrial()
    {
        var trials = new ModelTrials(null, retry: false, limits: new TrialLimits { ProcessorTime = TimeSpan.FromSeconds(3) });
        var (count, families, tried, wrong) = (0, new HashSet<string>(), new HashSet<string>(), new List<string>());
        var (mostAllocated, mostGrowth, mostTime) = (0L, 0L, TimeSpan.Zero);
        foreach (var model in Everything(new Random(Seed)))
        {
            families.Add(model.Family);
            count++;

            // The peak is that of the check: what it took to make the model is in "before". That comes first: what the collector gives back
            // between the two would otherwise be in the peak and not in "before".
            var (before, canReset) = (ProcessMemory.Resident(), ProcessMemory.ResetPeak());
            var (allocated, time) = (GC.GetAllocatedBytesForCurrentThread(), ThreadTime.Used());
            var error = Record.Exception(() => OnnxGuard.Check(model.Bytes, model.Limits));
            time = ThreadTime.Used() - time;
            mostTime = time > mostTime ? time : mostTime;
            mostAllocated = Math.Max(mostAllocated, GC.GetAllocatedBytesForCurrentThread() - allocated);
            mostGrowth = Math.Max(mostGrowth, canReset ? ProcessMemory.Peak() - before : 0);
            if (error is null && tried.Add(model.Family))
            {
                // The first of its family; the others differ by a number.
                error = Record.Exception(() => trials.Require("m", model.Bytes, new InferenceSessionOptions { Limits = model.Limits }));
                output.WriteLine($"{model.Family}: {error?.Message}");
            }
            else if (error is null)
            {
                continue;
            }

            if (error is not InferenceException || error.Message.Contains('\n', StringComparison.Ordinal))
                wrong.Add($"seed {Seed}, model {count}, {model.Family}: {error?.ToString() ?? "accepted"}");
        }

        output.WriteLine($"{count} models of {families.Count} families, {tried.Count} of which only their trial ends; at most {mostTime.TotalMilliseconds:0} ms of a processor for one, {mostAllocated >> 10} KiB allocated for one, and {mostGrowth >> 10} KiB above the process's size before");
        Assert.Empty(wrong);
        Assert.True(count >= 1000, $"only {count} models");
        Assert.InRange(tried.Count, 1, families.Count / 2);
        // All that a check allocates, even if nothing of it were ever collected.
        Assert.InRange(mostAllocated, 0, MaxGrowth);
        Assert.InRange(mostGrowth, 0, MaxGrowth);

        // Of this thread's own time: what else the machine does is not the guard's.
        Assert.InRange(mostTime, TimeSpan.Zero, MostTime);
    }

    [Fact]
    public void Trial_EightyBytesThatAskForThreeGigabytes_FailsAndNamesTheLimit()
    {
        var model = BombModels.Tiny();
        Assert.InRange(model.Length, 1, 80);
        OnnxGuard.Check(model, new OnnxLimits());

        var error = Assert.Throws<InferenceException>(() => new ModelTrials(null, retry: false).Require("m", model, new InferenceSessionOptions()));

        Assert.Equal("Model 'm': output 'y' float32[805306368] is larger than 256 MiB.", error.Message);
    }

    /// <summary>One by one, so that only one is in memory.</summary>
    private static IEnumerable<HostileModel> Everything(Random random) =>
        LeakModels.Make(random, rounds: 8)
            .Concat(BombModels.Make(random, rounds: 10))
            .Concat(StructureModels.Make(random, rounds: 10))
            .Concat(DamagedModels.Tricks(random, rounds: 10))
            .Concat(RealModels.Bundled().SelectMany(path => OfReal(random, File.ReadAllBytes(path))));

    private static IEnumerable<HostileModel> OfReal(Random random, byte[] model) =>
        DamagedModels.Cuts(random, model, 60).Concat(DamagedModels.Flips(random, model, 100));
}
