using EdgeDaemon.Cli.Tracing;
using EdgeDaemon.Configuration;
using EdgeDaemon.Scenes;
using EdgeDaemon.Scenes.Stage;
using EdgeDaemon.TestKit;
using EdgeDaemon.Tests.EndToEnd;
using EdgeDaemon.Tests.Events;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Tests.Tracing;

public sealed class TraceTests
{
    private static readonly CameraConfig Camera = new()
    {
        Name = "porch",
        Source = new SceneSourceConfig(),
        Model = "m",
        HiddenFrames = 12,
        Zones = [new ZoneConfig { Name = "path", Area = [new(0.4, 0), new(1, 0), new(1, 1), new(0.4, 1)] }, new ZoneConfig { Name = "gate", Line = [new(0.5, 0), new(0.5, 1)] }],
    };

    /// <summary>Traces that the repository holds, recorded from scripted scenes with the simulated detector.</summary>
    public static TheoryData<string> Corpus => ["walk-3", "crossing-2", "following-1", "linger-2", "occlusion-3", "parked-1"];

    private static string Folder => Path.Combine(Assets.RepositoryRoot, "tests", "EdgeDaemon.Tests", "Tracing", "corpus");

    [Fact]
    public void WrittenAndRead_IsTheSame()
    {
        var header = new TraceHeader("m", 0.45f, ["car", "person"], ["van"]);
        Detection[] objects = [new(new(0.1f, 0.2f, 0.3f, 0.4f), 1, 0.75f), new(new(0, 0, 1, 1), 0, 0.5f) { SubLabel = new(0, 0.25f) }];
        using var text = new StringWriter();
        var writer = new TraceWriter(text, header);
        writer.Write(TimeSpan.FromSeconds(1.5), objects);
        writer.Write(TimeSpan.FromSeconds(2), []);

        var reader = new TraceReader(new StringReader(text.ToString()), "t");
        Assert.Equal((header.Model, header.ScoreThreshold), (reader.Header.Model, reader.Header.ScoreThreshold));
        Assert.Equal(header.Labels, reader.Header.Labels);
        Assert.Equal(header.SubLabels, reader.Header.SubLabels);
        var frames = reader.Frames().ToList();
        Assert.Equal([TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(2)], frames.Select(f => f.At));
        Assert.Equal(objects, frames[0].Objects);
        Assert.Empty(frames[1].Objects);
    }

    [Theory]
    [InlineData("", "t:1: expected 'edgedaemon-trace 1'")]
    [InlineData("edgedaemon-trace 1\nmodel m", "t:2: expected 'model NAME THRESHOLD'")]
    [InlineData("edgedaemon-trace 1\nmodel m 0.5\nlabels a B\nsublabels", "t:3: 'labels' has a name that is no slug")]
    [InlineData("edgedaemon-trace 1\nmodel m 0.5\nlabels a\nsublabels\n1 b 0.5 0 0 1 1", "t:5: 'b' is not in the header")]
    [InlineData("edgedaemon-trace 1\nmodel m 0.5\nlabels a\nsublabels\n1 a 0.5 0 0 1", "t:5: 'a 0.5 0 0 1' is not LABEL")]
    [InlineData("edgedaemon-trace 1\nmodel m 0.5\nlabels a\nsublabels\n1 a NaN 0 0 1 1", "t:5: 'NaN' is not a number")]
    [InlineData("edgedaemon-trace 1\nmodel m 0.5\nlabels a\nsublabels\n1 a 0.5 1 0 0 1", "inside out")]
    [InlineData("edgedaemon-trace 1\nmodel m 0.5\nlabels a\nsublabels\n2\n1", "t:6: time 1 is before")]
    public void Read_Damaged_SaysLineAndReason(string text, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => new TraceReader(new StringReader(text), "t").Frames().Count());

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    /// <summary>EDGEDAEMON_UPDATE_TRACES=1 records and expects anew.</summary>
    [Theory]
    [MemberData(nameof(Corpus))]
    public void Replay_Corpus_GivesTheEventsThatItGave(string name)
    {
        var (trace, events) = (Path.Combine(Folder, name + ".trace"), Path.Combine(Folder, name + ".events"));
        if (Environment.GetEnvironmentVariable("EDGEDAEMON_UPDATE_TRACES") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(trace, Record(Plays.All.Single(play => play.Name == name)));
            using var fresh = new StreamReader(trace);
            File.WriteAllLines(events, TraceReplay.Run(new TraceReader(fresh, name), Camera));
        }

        using var text = new StreamReader(trace);
        Assert.Equal(File.ReadAllLines(events), TraceReplay.Run(new TraceReader(text, name), Camera));
    }

    [Fact]
    public void ReplayTrace_Command_PrintsEventsOrSaysWhatIsWrong()
    {
        using var device = new Installation(1, "model: person-vehicle-animal\nsource: {type: scene}\nhidden_frames: 12");
        var (code, text, errors) = DaemonProcess.Run("replay-trace", "--config", device.ConfigPath, Path.Combine(Folder, "walk-3.trace"));
        Assert.True(code == 0, errors);
        Assert.Contains(" start person #", text, StringComparison.Ordinal);

        var broken = device["broken.trace"];
        File.WriteAllText(broken, "no trace");
        (code, _, errors) = DaemonProcess.Run("replay-trace", "--config", device.ConfigPath, broken);
        Assert.Equal(65, code);
        Assert.Contains("broken.trace:1: expected", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void RecordTrace_OfADrawnScene_CanBeReplayed()
    {
        using var device = new Installation(1, "model: person-vehicle-animal\nsource: {type: scene, fps: null, width: 160, height: 120}");
        var file = device["scene.trace"];
        var (code, _, errors) = DaemonProcess.Run("record-trace", "--config", device.ConfigPath, "--output", file, "--frames", "12");
        Assert.True(code == 0, errors);

        using var text = new StreamReader(file);
        var trace = new TraceReader(text, file);
        Assert.Equal("person-vehicle-animal", trace.Header.Model);
        Assert.Equal(12, trace.Frames().Count());
    }

    [Fact]
    public void RecordTrace_DamagedPictureAmongGoodOnes_IsLeftOut()
    {
        using var device = new Installation(1, "model: person-vehicle-animal\nsource: {type: replay, path: pictures, loop: false}");
        var pictures = device.DrawPictures(SceneCondition.Ok, SceneCondition.Ok);
        File.WriteAllBytes(Path.Combine(pictures, "000-damaged.jpg"), [0xFF, 0xD8, 0xFF, 0xE0]);
        var file = device["scene.trace"];
        var (code, output, errors) = DaemonProcess.Run("record-trace", "--config", device.ConfigPath, "--output", file);

        Assert.True(code == 0, errors);
        Assert.Contains("2 frames", output, StringComparison.Ordinal);
        Assert.Contains("000-damaged.jpg", errors, StringComparison.Ordinal);
        using var text = new StreamReader(file);
        Assert.Equal(2, new TraceReader(text, file).Frames().Count());
    }

    private static string Record(StagePlay play)
    {
        var (renderer, detector, text) = (new StageRenderer(play), new SimulatedDetector(play.Seed), new StringWriter());
        var writer = new TraceWriter(text, new TraceHeader("simulated", 0.5f, ["person", "vehicle", "animal"], []));
        for (var i = 0; i < play.Frames; i++)
        {
            renderer.FindTruth(i);
            writer.Write(TimeSpan.FromSeconds(i / play.FramesPerSecond), [.. detector.Look(i, renderer.Truth, canSee: true)]);
        }

        return text.ToString();
    }
}
