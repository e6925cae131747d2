using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Tests.Simulation;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests;

/// <summary>A journal on a disk that counts, under a clock that the test moves: what days of records, one per second, take.</summary>
public abstract class DaysOfRecords
{
    private protected const int SecondsPerDay = 86_400;

    private protected SimulatedDisk Disk { get; } = new();

    private protected ManualTimeProvider Time { get; } = new();

    private protected JournalOptions Options { get; } = new()
    {
        Directory = "/flash/journal",
        HotDirectory = "/ram/journal",
        CursorDirectory = "/flash/cursor",
        CursorHotDirectory = "/ram/cursor",
    };

    /// <summary>Appends a record, as varied as a busy camera's.</summary>
    private protected static RecordId Append(JournalWriter writer, uint i)
    {
        var noise = i * 2654435761u;
        var record = LabelRecord.Of(LabelRecordKind.EventUpdate, (byte)(noise >> 31));
        record.Flags = LabelRecordFlags.HasBox;
        record.Label = (ushort)(noise >> 28);
        record.TrackId = i / 20;
        record.Value = i;
        record.Box = new NormalizedBox((ushort)noise, (ushort)(noise >> 3), (ushort)(noise >> 7), (ushort)(noise >> 11));
        record.Score = (byte)(noise >> 13);
        record.TopScore = (byte)(noise >> 17);
        record.Zones = (ushort)(noise >> 30);
        return writer.Append(record);
    }
}
