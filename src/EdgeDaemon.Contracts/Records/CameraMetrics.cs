namespace EdgeDaemon.Contracts.Records;

/// <summary>
/// How one camera's pipeline did: frames counted since the boot epoch began, rate and latency over the time since the metrics
/// before. It is what a record of kind <see cref="LabelRecordKind.Metrics"/> holds.
/// </summary>
/// <remarks>
/// <code>
/// field of the record   holds
/// Value                 frames that the source delivered
/// TrackId               frames left out: sooner than the configured rate, replaced by newer ones, damaged, or not to be looked at
/// Box, bytes 0..3       frames that a model looked at
/// Box, bytes 4..7       frames that were held back, because nothing moved or the trigger was silent
/// Label                 frames decided per second, in hundredths
/// SubLabel              median latency from capture to decision, in 0.1 ms; 65535 = no frame was decided
/// Zones                 99th percentile of it, likewise
/// Score                 per cent of the configured frame rate that the governor allows; 0 = all of it
/// TopScore              why it does not allow all: a <see cref="FrameRateLimit"/>
/// </code>
/// Counters are 32 bit and wrap, after 4.5 years at 30 frames per second.
/// </remarks>
/// <param name="FramesIn">Frames that the source delivered.</param>
/// <param name="FramesSkipped">Frames left out.</param>
/// <param name="FramesInferred">Frames that a model looked at.</param>
/// <param name="FramesGated">Frames that were held back, because nothing moved or the trigger was silent.</param>
/// <param name="FramesPerSecond">Frames decided per second, 0..655.</param>
/// <param name="LatencyP50">Median latency from capture to decision, up to 6.5 s; null: no frame was decided.</param>
/// <param name="LatencyP99">99th percentile of it.</param>
public readonly record struct CameraMetrics(
    uint FramesIn, uint FramesSkipped, uint FramesInferred, uint FramesGated, double FramesPerSecond, TimeSpan? LatencyP50, TimeSpan? LatencyP99)
{
    private const double RateSteps = 100;
    private const long TicksPerStep = TimeSpan.TicksPerMillisecond / 10;
    private const ushort NoLatency = ushort.MaxValue;

    /// <summary>Share of the configured frame rate that the governor allows, above 0, up to 1, in hundredths.</summary>
    public double RateShare { get; init; } = 1;

    /// <summary>Why it is not 1.</summary>
    public FrameRateLimit LimitedBy { get; init; }

    /// <summary>The record that holds these.</summary>
    public LabelRecord ToRecord(byte camera)
    {
        var record = LabelRecord.Of(LabelRecordKind.Metrics, camera);
        record.Value = FramesIn;
        record.TrackId = FramesSkipped;
        record.GapFirstSequence = ((ulong)FramesGated << 32) | FramesInferred;
        record.Label = (ushort)Math.Clamp(Math.Round(FramesPerSecond * RateSteps), 0, ushort.MaxValue - 1);
        record.SubLabel = Steps(LatencyP50);
        record.Zones = Steps(LatencyP99);
        record.Score = RateShare < 1 ? (byte)Math.Clamp(Math.Round(RateShare * 100), 1, 99) : (byte)0;
        record.TopScore = (byte)LimitedBy;
        return record;
    }

    /// <summary>What a record of kind <see cref="LabelRecordKind.Metrics"/> holds.</summary>
    public static CameraMetrics From(in LabelRecord record) => new(
        record.Value, record.TrackId, (uint)record.GapFirstSequence, (uint)(record.GapFirstSequence >> 32),
        record.Label / RateSteps, Latency(record.SubLabel), Latency(record.Zones))
    {
        RateShare = record.Score is > 0 and < 100 ? record.Score / 100.0 : 1,
        LimitedBy = (FrameRateLimit)record.TopScore,
    };

    private static ushort Steps(TimeSpan? latency) =>
        latency is { } value ? (ushort)Math.Clamp(value.Ticks / TicksPerStep, 0, NoLatency - 1) : NoLatency;

    private static TimeSpan? Latency(ushort steps) => steps == NoLatency ? null : TimeSpan.FromTicks(steps * TicksPerStep);
}
