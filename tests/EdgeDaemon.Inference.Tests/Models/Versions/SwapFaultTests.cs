using EdgeDaemon.Inference.Models;

namespace EdgeDaemon.Inference.Tests.Models.Versions;

/// <summary>
/// The program ends, or the disk is full, before each single step of a swap, tidying up included: the model's name always stands for one whole
/// version, and the next swap gets through. Each step is on disk before the next is taken, so that a power cut is one of these ends.
/// </summary>
public sealed class SwapFaultTests : IDisposable
{
    private const int Swaps = 1000;
    private const int Seed = 20;

    private readonly VersionedBundle _bundles = new();

    [Fact]
    public void Install_EndedAtEveryStep_LeavesOneWholeVersionAndTheNextGetsThrough()
    {
        var steps = 0;
        for (var at = 0; ; at++)
        {
            using var bundles = new VersionedBundle();
            foreach (var version in (string[])["1", "2", "3", "4"])
                bundles.Install(bundles.Make(version));

            var ended = TryInstall(bundles, "5", EndAt(at));

            Assert.Contains(bundles.InUse(), (string[])["v4", "v5"]);
            Assert.All(bundles.Versions.Usable(), version => ModelBundle.Open(version.Folder));
            bundles.Install(bundles.Make("6"));
            Assert.Equal("v6", bundles.InUse());
            Assert.Equal(["colours", "colours.versions"], Directory.GetFileSystemEntries(bundles.Models).Select(Path.GetFileName).Order());
            if (!ended)
                break;
            steps++;
        }

        // Four files, putting it beside, making the link, switching, taking the oldest away, deleting it.
        Assert.Equal(9, steps);
    }

    [Fact]
    public void Install_ReplacingAPlainFolder_EndedAtEveryStep_LeavesOneWholeVersion()
    {
        for (var at = 0; ; at++)
        {
            using var bundles = new VersionedBundle();
            bundles.Install(bundles.Make("1"));

            var ended = TryInstall(bundles, "2", EndAt(at));

            Assert.Contains(bundles.InUse(), (string[])["v1", "v2"]);
            bundles.Install(bundles.Make("3"));
            Assert.Equal("v3", bundles.InUse());
            Assert.Contains("v1", bundles.Versions.Usable().Select(version => ModelBundle.Open(version.Folder).Labels.Names[0]));
            if (!ended)
                return;
        }
    }

    [Fact]
    public void Install_DiskFullAtEveryStep_LeavesOneWholeVersionAndNoRest()
    {
        for (var at = 0; ; at++)
        {
            using var bundles = new VersionedBundle();
            bundles.Install(bundles.Make("1"));
            bundles.Install(bundles.Make("2"));
            var taken = 0;

            var failed = TryInstall(bundles, "3", _ =>
            {
                if (taken++ == at)
                    throw new IOException("No space left on device");
            });

            Assert.Contains(bundles.InUse(), (string[])["v2", "v3"]);
            Assert.DoesNotContain(Directory.GetFileSystemEntries(bundles.Models), path => path.Contains(".incoming", StringComparison.Ordinal));
            if (!failed)
                return;
        }
    }

    [Fact]
    public void Swaps_WithEndsAtRandomSteps_NeverWithoutAWorkingModel()
    {
        var random = new Random(Seed);
        _bundles.Install(_bundles.Make("1"));
        var (ends, inUse) = (0, "v1");
        for (var swap = 2; swap <= Swaps + 1; swap++)
        {
            var end = EndAt(random.Next(12));
            var isBack = random.Next(4) == 0 && _bundles.Versions.Usable().Length > 1;
            var hasEnded = isBack ? Ends(() => new ModelVersions(_bundles.Models, "colours") { Step = end }.Use(_bundles.Versions.Usable()[1].Number)) : TryInstall(_bundles, $"{swap}", end);
            ends += hasEnded ? 1 : 0;
            inUse = _bundles.InUse();
            Assert.True(hasEnded || isBack || inUse == $"v{swap}");
            Assert.True(hasEnded || isBack || _bundles.Versions.All().Length <= ModelVersions.MostKept + 1);
        }

        Assert.InRange(ends, Swaps / 2, Swaps);
        Assert.StartsWith("v", inUse, StringComparison.Ordinal);
    }

    public void Dispose() => _bundles.Dispose();

    private static bool TryInstall(VersionedBundle bundles, string version, Action<string> step)
    {
        var source = bundles.Make(version, isSigned: false);
        var ends = Ends(() => new BundleStore(bundles.Models) { Step = step }.Install(source, ModelTrust.Anybody, _ => { }));
        Directory.Delete(source, recursive: true);
        return ends;
    }

    private static bool Ends(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (Exception e) when (e is EndOfProgramException or IOException)
        {
            return true;
        }
    }

    /// <summary>From the step on nothing is done any more, as in a process that has ended.</summary>
    private static Action<string> EndAt(int step)
    {
        var taken = 0;
        return _ =>
        {
            if (taken++ >= step)
                throw new EndOfProgramException();
        };
    }

    private sealed class EndOfProgramException : Exception;
}
