using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Contracts.Tests.Records;

public class CameraMetricsTests
{
    [Fact]
    public void ToRecord_ReadBack_IsTheSame()
    {
        var metrics = new CameraMetrics(
            uint.MaxValue, 2, 3_000_000_000, uint.MaxValue - 1, 14.97, TimeSpan.FromMilliseconds(12.3), TimeSpan.FromMilliseconds(456.7))
        {
            RateShare = 0.42,
            LimitedBy = FrameRateLimit.Temperature,
        };

        var record = metrics.ToRecord(camera: 7);

        Assert.Equal((LabelRecordKind.Metrics, 7), (record.Kind, (int)record.Camera));
        Assert.Equal(metrics, CameraMetrics.From(record));
    }

    [Fact]
    public void ToRecord_NothingDecided_HasNoLatency() =>
        Assert.Equal(new CameraMetrics(1, 0, 0, 0, 0, null, null), CameraMetrics.From(new CameraMetrics(1, 0, 0, 0, 0, null, null).ToRecord(0)));

    [Fact]
    public void ToRecord_BeyondTheRange_IsClamped()
    {
        var read = CameraMetrics.From(new CameraMetrics(0, 0, 0, 0, 1e6, TimeSpan.FromHours(1), TimeSpan.FromTicks(-5)).ToRecord(0));

        Assert.Equal((655.34, 6.5534, 0.0), (read.FramesPerSecond, read.LatencyP50!.Value.TotalSeconds, read.LatencyP99!.Value.TotalSeconds));
    }
}
