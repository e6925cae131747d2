using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.Drift;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.Drift;

/// <summary>Weeks of records, minute by minute: people and cars by day and night, on weekdays and weekends, by chance.</summary>
public sealed class DriftWatchTests : IDisposable
{
    private const int Known = 23;
    private const long DayMs = 86_400_000;
    private static readonly NameTable Table = new([new CameraNames("porch", "m", ["person", "car"], [])]);
    private readonly TempDirectory _folder = new();
    private readonly List<string> _troubles = [];
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Days_LikeThoseBefore_AreNotTold(int seed)
    {
        var trace = new Trace(this, seed);
        trace.Run(CameraDrift.LearningDays);
        Assert.Null(trace.Drift.Changes);
        for (var day = 0; day < 30; day++)
        {
            trace.Run(1);
            Assert.True(trace.Drift.Changes is { Count: 0 }, $"Day {day}: {string.Join(", ", trace.Drift.Changes ?? [])}");
            Assert.InRange(trace.Drift.StabilityIndex!.Value, 0, 0.5);
        }
    }

    [Theory]
    [InlineData(11, "rate")]
    [InlineData(12, "rate")]
    [InlineData(13, "rate")]
    public void Rate_IsAnother_IsToldAfterADay(int seed, string expected)
    {
        foreach (var factor in new[] { 0.1, 2.5 })
        {
            var trace = new Trace(this, seed);
            trace.Run(Known);
            trace.PersonRate *= factor;
            trace.Run(1);

            Assert.Equal([("person", expected)], trace.Drift.Changes);
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Scores_AreOthers_IsToldAfterADay(int seed)
    {
        var trace = new Trace(this, seed);
        trace.Run(Known);
        trace.LeastScore -= 0.25;
        trace.Run(1);

        Assert.Contains(("car", "scores"), trace.Drift.Changes!);
        Assert.DoesNotContain(trace.Drift.Changes!, change => change.Measure == "rate");
        Assert.True(trace.Drift.StabilityIndex > 1);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    public void Blind_HalfTheDay_IsToldAndIsNoOtherRate(int seed)
    {
        var trace = new Trace(this, seed);
        trace.Run(Known);
        trace.BlindUntilHour = 7;
        trace.Run(1);

        Assert.Equal([(null, "blind")], trace.Drift.Changes);
    }

    [Fact]
    public void AnotherWay_ForAWeek_IsTheUsualOne()
    {
        var trace = new Trace(this, 41);
        trace.Run(Known);
        trace.PersonRate *= 3;
        trace.Run(7 + CameraDrift.LearningDays);
        Assert.True(trace.Drift.Changes is { Count: 0 });

        trace.PersonRate /= 3;
        trace.Run(1);
        Assert.Equal([("person", "rate")], trace.Drift.Changes);
    }

    [Fact]
    public void Restart_EveryDay_KnowsTheSame()
    {
        var steady = new Trace(this, 51);
        var restarted = new Trace(this, 51, _folder["baseline.txt"]);
        for (var day = 0; day < Known; day++)
        {
            steady.Run(1);
            restarted.Run(1);
            restarted.Restart();
        }

        steady.PersonRate *= 3;
        restarted.PersonRate *= 3;
        steady.Run(1);
        restarted.Run(1);
        restarted.Restart();

        Assert.Equal([("person", "rate")], restarted.Drift.Changes);
        Assert.Equal(steady.Drift.StabilityIndex!.Value, restarted.Drift.StabilityIndex!.Value, 1e-9);
        Assert.Empty(_troubles);
    }

    [Fact]
    public void Restart_RecordsAgain_CountOnce()
    {
        var trace = new Trace(this, 52, _folder["baseline.txt"]);
        trace.Run(1);
        var before = trace.Drift.All.Select(day => day.Format()).ToList();
        trace.Restart();
        trace.Repeat();

        Assert.Equal(before, trace.Drift.All.Select(day => day.Format()));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("altered")]
    [InlineData("empty")]
    public void File_Damaged_IsToldAndLearnedAnew(string damage)
    {
        var path = _folder["baseline.txt"];
        var trace = new Trace(this, 53, path);
        trace.Run(2);
        trace.Restart();
        var text = File.ReadAllText(path);
        File.WriteAllText(path, damage switch { "cut" => text[..^30], "altered" => text.Replace("person", "parson", StringComparison.Ordinal), _ => "" });

        trace.Restart(save: false);

        Assert.Null(trace.Watch.Of("porch"));
        Assert.Contains("learned anew", Assert.Single(_troubles), StringComparison.Ordinal);
    }

    [Fact]
    public void Clock_NotSynchronisedOrAhead_SpoilsNothing()
    {
        var trace = new Trace(this, 61);
        trace.Run(Known);
        trace.Give(LabelRecordKind.Metrics, 0, at: 5 * DayMs, flags: LabelRecordFlags.None);
        trace.Give(LabelRecordKind.Metrics, 0, at: long.MaxValue);
        trace.Run(1);
        Assert.True(trace.Drift.Changes is { Count: 0 });
    }

    public void Dispose() => _folder.Dispose();

    private sealed class Trace
    {
        private readonly DriftWatchTests _test;
        private readonly string? _path;
        private readonly Random _random;
        private readonly List<LabelRecord> _given = [];
        private readonly DeviceView _view = new(new ShownLabels());
        private ulong _sequence;
        private long _day = 20_000;

        public Trace(DriftWatchTests test, int seed, string? path = null)
        {
            (_test, _path, _random) = (test, path, new Random(seed));
            Watch = new DriftWatch(path, _view, test._troubles.Add, test._time);
            Give(LabelRecordKind.State, (uint)CameraState.Live);
        }

        public DriftWatch Watch { get; private set; }

        public CameraDrift Drift => Watch.Of("porch")!;

        public double PersonRate { get; set; } = 80;

        public double LeastScore { get; set; } = 0.6;

        /// <summary>Until which hour of the day the camera is covered.</summary>
        public int BlindUntilHour { get; set; }

        /// <summary>Whole days; the first minute of the next one ends the last.</summary>
        public void Run(int days)
        {
            for (; days > 0; days--, _day++)
            {
                var weekend = _day % 7 < 2;
                for (var minute = 0; minute < 1440; minute++)
                {
                    var at = (_day * DayMs) + (minute * 60_000L);
                    if (BlindUntilHour > 0 && minute is 0)
                        Give(LabelRecordKind.Health, (uint)CameraHealth.Covered, at);
                    if (BlindUntilHour > 0 && minute == BlindUntilHour * 60)
                        Give(LabelRecordKind.Health, (uint)CameraHealth.Ok, at);
                    Give(LabelRecordKind.Metrics, 0, at);
                    if (minute / 60 < BlindUntilHour)
                        continue;
                    // Little by night, most in the early evening.
                    var daylight = 0.1 + Math.Max(0, 1.8 * Math.Sin((minute - 360) * Math.PI / 960));
                    Pass(0, PersonRate * (weekend ? 0.4 : 1) * daylight / 1440, at);
                    Pass(1, (weekend ? 90 : 140) * daylight / 1440, at);
                }
            }

            Give(LabelRecordKind.Metrics, 0, _day * DayMs);
        }

        public void Restart(bool save = true)
        {
            if (save)
                Assert.Empty(Watch.Farewell());
            Watch = new DriftWatch(_path, _view, _test._troubles.Add, _test._time);
        }

        /// <summary>All records once more, as after a crash of the publisher.</summary>
        public void Repeat() => _given.ForEach(record => Watch.OnRecord(new AppliedRecord(record, Table, default), []));

        public void Give(LabelRecordKind kind, uint value, long? at = null, ushort label = LabelRecord.NoLabel, byte top = 0, LabelRecordFlags flags = LabelRecordFlags.ClockSynchronised)
        {
            var record = LabelRecord.Of(kind, camera: 0);
            (record.Value, record.Label, record.TopScore, record.Flags) = (value, label, top, flags);
            (record.BootEpoch, record.Sequence, record.WallTimeMs) = (1, ++_sequence, at ?? (_day * DayMs));
            _view.Apply(record, Table, new ViewChanges());
            _given.Add(record);
            Watch.OnRecord(new AppliedRecord(record, Table, default), []);
        }

        private void Pass(ushort label, double mean, long at)
        {
            var (limit, chance) = (Math.Exp(-mean), _random.NextDouble());
            for (; chance > limit; chance *= _random.NextDouble())
            {
                Give(LabelRecordKind.Count, 1, at, label);
                Give(LabelRecordKind.EventEnd, 0, at, label, LabelRecord.QuantizeScore((float)(LeastScore + (0.35 * Math.Sqrt(_random.NextDouble())))));
                Give(LabelRecordKind.Count, 0, at, label);
            }
        }
    }
}
