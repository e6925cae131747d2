using System.Globalization;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Publisher.View;

/// <summary>Which record a message speaks of, and when that was.</summary>
internal readonly record struct RecordStamp(RecordId Id, long WallTimeMs, bool ClockSynced)
{
    private static readonly TimeSpan LeastLife = TimeSpan.FromMinutes(1);

    /// <summary>The stamp of <paramref name="record"/>.</summary>
    public static RecordStamp Of(in LabelRecord record) =>
        new(record.Id, record.WallTimeMs, record.Flags.HasFlag(LabelRecordFlags.ClockSynchronised));

    /// <summary>RFC 3339.</summary>
    public string Time => PayloadTime.Format(WallTimeMs);

    /// <summary>MQTT 5 user properties <c>boot</c>, <c>seq</c>, <c>clock</c>.</summary>
    public KeyValuePair<string, string>[] ToProperties() =>
    [
        new("boot", Id.BootEpoch.ToString(CultureInfo.InvariantCulture)),
        new("seq", Id.Sequence.ToString(CultureInfo.InvariantCulture)),
        new("clock", ClockSynced ? "synchronised" : "unsynchronised"),
    ];

    /// <summary>
    /// What is left of a message's life: MQTT counts it in seconds from the broker's receipt, so that no consumer needs a clock. How
    /// old a record is, is known only where the clock was and is right; a minute is always left, for whoever listens now.
    /// </summary>
    public uint RemainingSeconds(TimeSpan life, TimeProvider time)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var ageMs = ClockSynced ? now - Math.Clamp(WallTimeMs, 0, Math.Max(0, now)) : 0;
        var left = life - TimeSpan.FromMilliseconds(ageMs);
        return (uint)(left > LeastLife ? left : LeastLife).TotalSeconds;
    }
}
