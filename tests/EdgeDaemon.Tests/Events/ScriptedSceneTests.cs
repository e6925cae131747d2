using System.Globalization;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Pipeline.Gating;
using EdgeDaemon.Scenes.Stage;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Evaluation;
using EdgeDaemon.Tests.EndToEnd;
using EdgeDaemon.Vision.Gating;

namespace EdgeDaemon.Tests.Events;

/// <summary>
/// From pictures to events on scenes of which the truth is known. The detector is simulated (<see cref="SimulatedDetector"/>); gate,
/// tracker, debouncing and camera health are the real ones.
/// </summary>
public sealed class ScriptedSceneTests(ScriptedScenes scenes, ITestOutputHelper output) : IClassFixture<ScriptedScenes>
{
    private const double LeastPrecisionAndRecall = 0.98;

    // As printed, three decimals: a change that costs more than this is a regression.
    private const double BaselineSlack = 0.003;

    private static string BaselineFile => Path.Combine(Assets.RepositoryRoot, "tests", "EdgeDaemon.Tests", "Events", "mot-baseline.txt");

    [Fact]
    public void Events_OfAllScenes_AgreeWithTheScript()
    {
        var sum = default(EventScore);
        output.WriteLine("scene                expected reported right | switches   MOTA   IDF1 | inferred of frames | health");
        foreach (var (play, result) in scenes.Results)
        {
            var score = EventScore.Of(play, result.Transitions);
            sum += score;
            output.WriteLine(Text(
                $"{play.Name,-20} {score.Expected,8} {score.Reported,8} {score.Right,5} | {result.Mot.Switches,8} {result.Mot.Mota,6:F3} {result.Mot.Idf1,6:F3} | {result.Gate.Inferred,8} of {play.Frames,-6} ({result.Gate[GateReason.Motion]} moving, {result.Gate[GateReason.Unsettled]} unsettled) | {string.Join(' ', result.Health.Select(h => Text($"{h.Frame}:{h.Health}")))}"));
            foreach (var line in score.Right == score.Expected && score.Right == score.Reported ? [] : EventScore.Explain(play, result.Transitions))
                output.WriteLine(line);
        }

        output.WriteLine(Text($"{scenes.Results.Count} scenes: precision {sum.Precision:F4}, recall {sum.Recall:F4} of {sum.Expected} events"));
        Assert.True(scenes.Results.Count >= 40);
        Assert.InRange(sum.Precision, LeastPrecisionAndRecall, 1);
        Assert.InRange(sum.Recall, LeastPrecisionAndRecall, 1);
    }

    [Fact]
    public void Identity_WhereNobodyCrosses_IsNeverSwitched() =>
        Assert.All(scenes.Results.Where(r => !Plays.IsCrossing(r.Play)), r => Assert.True(r.Result.Mot.Switches == 0, r.Play.Name));

    [Fact]
    public void Lights_SwitchedOnAndOff_AreNoEventAndNoMotion() =>
        Assert.All(scenes.Results.Where(r => Plays.IsOnlyLight(r.Play)), r =>
        {
            Assert.Empty(r.Result.Transitions);
            Assert.Equal(0, r.Result.Gate[GateReason.Motion]);
        });

    [Theory]
    [InlineData("covered", CameraHealth.Covered)]
    [InlineData("dark", CameraHealth.Dark)]
    [InlineData("frozen", CameraHealth.Frozen)]
    [InlineData("moved", CameraHealth.Moved)]
    public void Health_OfBlindedCameras_IsNamed(string scene, CameraHealth expected) =>
        Assert.All(scenes.Results.Where(r => r.Play.Name.StartsWith(scene, StringComparison.Ordinal)), r =>
            Assert.Equal(expected, r.Result.Health.First(h => h.Health != CameraHealth.Ok).Health));

    [Fact]
    public void Health_OfAllOtherScenes_StaysOk() =>
        Assert.All(
            scenes.Results.Where(r => r.Play is { Script.IsEmpty: true, Knock: null }),
            r => Assert.True(r.Result.Health.All(h => h.Health == CameraHealth.Ok), $"{r.Play.Name}: {string.Join(' ', r.Result.Health)}"));

    /// <summary>EDGEDAEMON_UPDATE_BASELINE=1 writes the file anew, after a change for the better.</summary>
    [Fact]
    public void Tracking_OfAllScenes_IsNoWorseThanTheBaseline()
    {
        var total = scenes.Results.Aggregate(default(MotMetrics), (sum, r) => sum + r.Result.Mot);
        var now = scenes.Results.Select(r => (r.Play.Name, r.Result.Mot)).Append((Name: "all", Mot: total)).ToList();
        output.WriteLine(Text($"all: MOTA {total.Mota:F3}, IDF1 {total.Idf1:F3}, {total}"));
        if (Environment.GetEnvironmentVariable("EDGEDAEMON_UPDATE_BASELINE") == "1")
            File.WriteAllLines(BaselineFile, now.Select(line => Text($"{line.Name} {line.Mot.Mota:F3} {line.Mot.Idf1:F3}")).Prepend("# scene MOTA IDF1"));
        var baseline = File.ReadLines(BaselineFile).Where(l => !l.StartsWith('#')).Select(l => l.Split(' ')).ToDictionary(l => l[0]);
        Assert.Equal(baseline.Keys.Order(), now.Select(n => n.Name).Order());
        Assert.All(now, line =>
        {
            Assert.True(line.Mot.Mota >= Number(baseline[line.Name][1]) - BaselineSlack, Text($"{line.Name}: MOTA {line.Mot.Mota:F3}, was {baseline[line.Name][1]}"));
            Assert.True(line.Mot.Idf1 >= Number(baseline[line.Name][2]) - BaselineSlack, Text($"{line.Name}: IDF1 {line.Mot.Idf1:F3}, was {baseline[line.Name][2]}"));
        });
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>All plays, played once for all tests.</summary>
public sealed class ScriptedScenes
{
    /// <summary>Plays them, one after the other.</summary>
    public ScriptedScenes()
    {
        var model = ModelRunner.Load(new OnnxSessionFactory(), ModelBundle.Open(Path.Combine(Installation.BundledModels, "camera-health")), 1);
        using var health = new HealthWatch(new CameraHealthConfig { Interval = TimeSpan.FromSeconds(0.5) }, model);
        Results = [.. Plays.All.Select(play => (play, new PlayRun(health).Run(play)))];
    }

    internal IReadOnlyList<(StagePlay Play, PlayResult Result)> Results { get; }
}
