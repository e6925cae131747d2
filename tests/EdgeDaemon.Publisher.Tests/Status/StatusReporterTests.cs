using System.Text.Json.Nodes;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Linux;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.Status;
using EdgeDaemon.Publisher.Tests.Publishing;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.Status;

public sealed class StatusReporterTests : IDisposable
{
    private static readonly NameTable Table = PublisherRig.Names("porch", "person");
    private readonly TempDirectory _root = new();
    private readonly ManualTimeProvider _time = new();
    private PublisherFacts _facts = new(new PublisherStatus(new RecordId(3, 7), 1, 2, 3, 4), IsHeld: false, BootEpoch: 3, Backlog: 0, Lost: 0, SetAside: 0);
    private readonly DeviceView _view;
    private readonly StatusReporter _reporter;

    public StatusReporterTests()
    {
        var topics = new TopicNames("p", "d");
        _view = new DeviceView(new ShownLabels());
        _reporter = new StatusReporter(topics, _view, () => _facts, new DeviceSensors(_root.Path), new SystemClock(_time), _time) { Installed = () => [0xABCDEF0102030405] };
    }

    [Fact]
    public void Collect_NothingHappens_OnceAMinute()
    {
        Assert.Single(Collect());
        var told = 0;
        for (var second = 0; second < 600; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            told += Collect().Count;
        }

        Assert.Equal(10, told);
    }

    [Fact]
    public void Collect_CameraChangesItsState_IsToldAtOnce()
    {
        Collect();
        _time.Advance(TimeSpan.FromSeconds(2));
        Apply(LabelRecordKind.State, (uint)CameraState.Live);

        Assert.Equal("live", (string)Assert.Single(Collect())["cameras"]!["porch"]!["state"]!);
    }

    [Fact]
    public void Collect_ManyChangesAtOnce_AreToldTogether()
    {
        Collect();
        Apply(LabelRecordKind.State, (uint)CameraState.Live);
        Assert.Empty(Collect());
        Apply(LabelRecordKind.Health, (uint)CameraHealth.Dark);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("dark", (string)Assert.Single(Collect())["cameras"]!["porch"]!["health"]!);
    }

    [Fact]
    public void Collect_Metrics_AreToldWithTheirTime()
    {
        Apply(new CameraMetrics(100, 40, 50, 10, 4.5, TimeSpan.FromMilliseconds(12), TimeSpan.FromMilliseconds(31.25)).ToRecord(0));

        var camera = Assert.Single(Collect())["cameras"]!["porch"]!;
        Assert.Equal(
            """{"state":"starting","health":"unknown","model":"detector","fps":4.5,"latency_p50_ms":12,"latency_p99_ms":31.2,"frames_in":100,"frames_skipped":40,"frames_inferred":50,"frames_gated":10,"measured_at":"1970-01-01T00:00:00.000Z"}""",
            camera.ToJsonString());
    }

    [Theory]
    [InlineData(0xABCDEF0102030405, "abcdef0102030405")]
    [InlineData(0x1234, null)]
    public void Collect_VersionOfAModel_IsToldWhenItIsOneThatIsInstalled(ulong version, string? told)
    {
        Apply(new ModelChange(ModelChange.Own, version, ModelNote.None).ToRecord(0));

        var camera = Assert.Single(Collect())["cameras"]!["porch"]!;
        Assert.Equal((told, null), ((string?)camera["model_version"], (string?)camera["model_returned"]));
    }

    [Theory]
    [InlineData(ModelChange.Own)]
    [InlineData(2)]
    [InlineData(ModelChange.Health)]
    public void Collect_ReturnedFromAVersion_IsToldWhicheverModelItIs(byte place)
    {
        Apply(new ModelChange(ModelChange.Own, 0xABCDEF0102030405, ModelNote.None).ToRecord(0));
        Apply(new ModelChange(place, 0xABCDEF0102030405, ModelNote.Crashed).ToRecord(0));

        Assert.Equal("crashed", (string?)Assert.Single(Collect())["cameras"]!["porch"]!["model_returned"]);
    }

    [Fact]
    public void Collect_FewerFramesAreLookedAt_SaysHowManyAndWhy()
    {
        Apply((new CameraMetrics(100, 40, 50, 10, 4.5, null, null) { RateShare = 0.56, LimitedBy = FrameRateLimit.Throttling }).ToRecord(0));

        var camera = Assert.Single(Collect())["cameras"]!["porch"]!;
        Assert.Equal((0.56, "throttling"), ((double)camera["rate_share"]!, (string)camera["rate_limited_by"]!));
    }

    [Fact]
    public void Collect_NewBootEpoch_FiguresOfTheOldOneAreGone()
    {
        Apply(new CameraMetrics(100, 40, 50, 10, 4.5, null, null).ToRecord(0));
        Apply(LabelRecordKind.Boot);

        Assert.Null(Assert.Single(Collect())["cameras"]!["porch"]!["fps"]);
    }

    [Fact]
    public void Collect_DeviceSuffers_IsToldWithinSeconds()
    {
        Write("0", "sys", "devices", "platform", "soc", "soc:firmware", "get_throttled");
        Write("55000", "sys", "class", "thermal", "thermal_zone0", "temp");
        var before = Assert.Single(Collect());
        Assert.Equal((55.0, 0), ((double)before["temperature_c"]!, before["throttling"]!.AsArray().Count));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(Collect());

        Write("1", "sys", "devices", "platform", "soc", "soc:firmware", "get_throttled");
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("under_voltage", (string)Assert.Single(Collect())["throttling"]![0]!);
    }

    [Fact]
    public void Collect_BacklogGrows_IsToldWithItsSize()
    {
        Collect();
        _time.Advance(TimeSpan.FromSeconds(5));
        _facts = _facts with { Backlog = 123_456, IsHeld = true };

        var journal = Assert.Single(Collect())["journal"]!;
        Assert.Equal((123_456, true), ((int)journal["backlog"]!, (bool)journal["held"]!));
    }

    [Fact]
    public void Collect_RecordSetAside_IsToldWithTheirNumber()
    {
        Collect();
        _time.Advance(TimeSpan.FromSeconds(5));
        _facts = _facts with { SetAside = 3 };

        Assert.Equal(3, (int)Assert.Single(Collect())["journal"]!["set_aside"]!);
    }

    [Fact]
    public void Ask_JustTold_IsToldAgain()
    {
        Collect();
        _reporter.Ask();

        Assert.Single(Collect());
        Assert.Empty(Collect());
    }

    public void Dispose() => _root.Dispose();

    private void Write(string text, params string[] path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
        File.WriteAllText(_root[path], text);
    }

    private void Apply(LabelRecordKind kind, uint value = 0)
    {
        var record = LabelRecord.Of(kind, camera: 0);
        record.Value = value;
        Apply(record);
    }

    private void Apply(in LabelRecord record) => _view.Apply(record, Table, new ViewChanges());

    private List<JsonNode> Collect()
    {
        var output = new List<MqttMessage>();
        var again = false;
        _reporter.Collect(output, ref again);
        Assert.All(output, m => Assert.Equal(("p/d/status", true), (m.Topic, m.Retain)));
        return [.. output.Select(m => JsonNode.Parse(m.Payload.Span)!)];
    }
}
