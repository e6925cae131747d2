using EdgeDaemon.TestKit;

namespace EdgeDaemon.Configuration.Tests;

public sealed class LiveConfigTests : IDisposable
{
    private const string Two = """
        mqtt: {host: broker}
        log: {level: information}
        cameras:
          - {name: door, source: {type: scene}, model: m, fps: 5}
          - {name: yard, source: {type: scene}, model: m, health: {}}
        """;

    private readonly TempDirectory _folder = new();
    private readonly LiveConfig _live;

    public LiveConfigTests()
    {
        Write(Two);
        _live = new LiveConfig(ConfigLoader.Load(_folder["e.yaml"]).Config!);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryReload_SameFile_ChangesNothing()
    {
        var before = _live.Current;

        var result = _live.TryReload(_folder["e.yaml"]);

        Assert.True(result.IsGood && result.Change.IsEmpty);
        Assert.Same(before, _live.Current);
    }

    [Fact]
    public void TryReload_LiveKeys_AreApplied()
    {
        var result = Reload(Two.Replace("fps: 5", "fps: 2.5", StringComparison.Ordinal)
            .Replace("information", "debug", StringComparison.Ordinal)
            .Replace("health: {}", "health: {interval: 5s}", StringComparison.Ordinal));

        Assert.Empty(result.Change.Restart);
        Assert.Equal(
            ["log.level: information → debug", "cameras[door].fps: 5 → 2.5", "cameras[yard].health.interval: 1s → 5s"],
            result.Change.Live.Select(d => d.ToString()));
        Assert.Equal(("debug", 2.5), (_live.Current.LogLevel, _live.Current.Cameras[0].Fps));
        Assert.Equal(TimeSpan.FromSeconds(5), _live.Current.Cameras[1].Health!.Interval);
    }

    [Fact]
    public void TryReload_MixedKeys_NamesTheRestartOnesAndAppliesTheRest()
    {
        var result = Reload(Two.Replace("fps: 5", "fps: 1", StringComparison.Ordinal).Replace("host: broker", "host: other, window: 5", StringComparison.Ordinal));

        Assert.Equal(["mqtt.host: broker → other", "mqtt.window: 20 → 5"], result.Change.Restart.Select(d => d.ToString()));
        Assert.Equal(("broker", 20, 1.0), (_live.Current.Mqtt.Host, _live.Current.Mqtt.Window, _live.Current.Cameras[0].Fps));
    }

    [Fact]
    public void TryReload_RestartKeyAgain_IsStillNamed()
    {
        var changed = Two.Replace("host: broker", "host: other", StringComparison.Ordinal);
        Reload(changed);

        Assert.Equal("mqtt.host: broker → other", Assert.Single(Reload(changed).Change.Restart).ToString());
    }

    [Fact]
    public void TryReload_BadFile_KeepsTheLastGoodOneAndSaysWhy()
    {
        var before = _live.Current;

        var result = Reload(Two.Replace("fps: 5", "fps: 0", StringComparison.Ordinal));

        Assert.False(result.IsGood);
        Assert.True(result.Change.IsEmpty);
        Assert.Equal(4, Assert.Single(result.Errors).Line);
        Assert.Same(before, _live.Current);
    }

    [Fact]
    public void TryReload_FileGone_KeepsTheLastGoodOne()
    {
        var before = _live.Current;
        File.Delete(_folder["e.yaml"]);

        Assert.False(_live.TryReload(_folder["e.yaml"]).IsGood);
        Assert.Same(before, _live.Current);
    }

    [Fact]
    public void TryReload_CameraAdded_TakesARestartAndTheOthersGoOn()
    {
        var result = Reload("""
            mqtt: {host: broker}
            cameras:
              - {name: gate, source: {type: scene}, model: m}
              - {name: door, source: {type: scene}, model: m, fps: 1}
              - {name: yard, source: {type: scene}, model: m, health: {}}
            """);

        Assert.Equal(
            "cameras: [door with m, yard with m] → [gate with m, door with m, yard with m]",
            Assert.Single(result.Change.Restart).ToString());
        Assert.Equal([("door", 1.0), ("yard", 5.0)], _live.Current.Cameras.Select(c => (c.Name, c.Fps)));
    }

    [Fact]
    public void TryReload_OtherModelWithItsLabels_LeavesTheCameraAlone()
    {
        var result = Reload(Two.Replace("model: m, fps: 5", "model: n, fps: 1, labels: [x]", StringComparison.Ordinal));

        Assert.Empty(result.Change.Live);
        Assert.Single(result.Change.Restart);
        Assert.Equal(("m", 5.0, 0), (_live.Current.Cameras[0].Model, _live.Current.Cameras[0].Fps, _live.Current.Cameras[0].Labels.Length));
    }

    [Theory]
    [InlineData("{type: scene}", "{type: scene, seed: 2}", "cameras[door].source.seed: 1 → 2")]
    [InlineData("{type: scene}", "{type: replay, path: /p}", "cameras[door].source: {type: scene, seed: 1, width: 640, height: 480, fps: 10, script: [], loop: true} → {type: replay, path: /p, fps: null, loop: true}")]
    public void TryReload_Source_TakesARestart(string before, string after, string expected)
    {
        var at = Two.IndexOf(before, StringComparison.Ordinal);

        var result = Reload(Two[..at] + after + Two[(at + before.Length)..]);

        Assert.Equal(expected, Assert.Single(result.Change.Restart).ToString());
    }

    [Fact]
    public void TryReload_HealthTurnedOff_TakesARestart()
    {
        var result = Reload(Two.Replace(", health: {}", "", StringComparison.Ordinal));

        Assert.Equal(
            "cameras[yard].health: {model: camera-health, interval: 1s, score_threshold: 0.6, agreeing_looks: 3, moved: true, moved_for: 5m} → null",
            Assert.Single(result.Change.Restart).ToString());
        Assert.NotNull(_live.Current.Cameras[1].Health);
    }

    [Fact]
    public void TryReload_SecondModels_LiveKeysAreAppliedAndAnotherModelTakesARestart()
    {
        const string Door = "model: m, fps: 5";
        Reload(Two);
        Write(Two.Replace(Door, $"{Door}, then: [{{model: kind}}, {{model: look}}]", StringComparison.Ordinal));
        var live = new LiveConfig(ConfigLoader.Load(_folder["e.yaml"]).Config!);
        Write(Two.Replace(Door, $"{Door}, then: [{{model: look, budget: 5ms, labels: [car]}}]", StringComparison.Ordinal));

        var result = live.TryReload(_folder["e.yaml"]);

        Assert.Equal(["cameras[door].then[look].budget: 100ms → 5ms"], result.Change.Live.Select(d => d.ToString()));
        Assert.Equal(
            ["cameras[door].then: [kind, look] → [look]", "cameras[door].then[look].labels: [] → [car]"],
            result.Change.Restart.Select(d => d.ToString()));
        Assert.Equal([("kind", 100.0, 0), ("look", 5.0, 0)], live.Current.Cameras[0].Then.Select(t => (t.Model, t.Budget.TotalMilliseconds, t.Labels.Length)));
    }

    private ReloadResult Reload(string text)
    {
        Write(text);
        return _live.TryReload(_folder["e.yaml"]);
    }

    private void Write(string text) => File.WriteAllText(_folder["e.yaml"], text);
}
