using System.Globalization;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Mqtt.Publishing;

/// <summary>Which record a message speaks of, and when that was.</summary>
internal readonly record struct RecordStamp(RecordId Id, long WallTimeMs, bool ClockSynced)
{
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
}
