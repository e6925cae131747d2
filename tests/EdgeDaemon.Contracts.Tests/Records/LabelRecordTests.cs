using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Contracts.Tests.Records;

public class LabelRecordTests
{
    [Fact]
    public void Size_IsSixtyFourBytes()
    {
        Assert.Equal(64, Unsafe.SizeOf<LabelRecord>());
        Assert.Equal(64, Marshal.SizeOf<LabelRecord>());
        Assert.Equal(64, LabelRecord.SizeBytes);
    }

    [Theory]
    [InlineData(nameof(LabelRecord.Version), 0)]
    [InlineData(nameof(LabelRecord.Kind), 1)]
    [InlineData(nameof(LabelRecord.Camera), 2)]
    [InlineData(nameof(LabelRecord.Flags), 3)]
    [InlineData(nameof(LabelRecord.BootEpoch), 4)]
    [InlineData("_sequence", 8)]
    [InlineData(nameof(LabelRecord.SubScore), 14)]
    [InlineData("_wallTimeMs", 16)]
    [InlineData(nameof(LabelRecord.MonotonicCs), 24)]
    [InlineData(nameof(LabelRecord.Label), 28)]
    [InlineData(nameof(LabelRecord.SubLabel), 30)]
    [InlineData(nameof(LabelRecord.TrackId), 32)]
    [InlineData(nameof(LabelRecord.Value), 36)]
    [InlineData(nameof(LabelRecord.Box), 40)]
    [InlineData(nameof(LabelRecord.GapFirstSequence), 40)]
    [InlineData(nameof(LabelRecord.Zones), 48)]
    [InlineData(nameof(LabelRecord.Score), 50)]
    [InlineData(nameof(LabelRecord.TopScore), 51)]
    [InlineData(nameof(LabelRecord.TableHash), 52)]
    [InlineData(nameof(LabelRecord.Chain), 56)]
    [InlineData(nameof(LabelRecord.Crc), 60)]
    public void Field_LiesAtItsDocumentedOffset(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<LabelRecord>(field));

    [Fact]
    public void Fields_TheTableCoversEachOnce() => Assert.Equal(
        21, typeof(LabelRecord).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length);

    [Fact]
    public void Bytes_AreLittleEndianInPlace()
    {
        var record = LabelRecord.Of(LabelRecordKind.EventStart, camera: 3);
        (record.Sequence, record.SubScore) = (0x030405060708, 9);
        record.Box = new NormalizedBox(0x1122, 0x3344, 0x5566, 0x7788);

        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<LabelRecord>(ref record)).ToArray();

        Assert.Equal([2, 2, 3, 0], bytes[..4]);
        Assert.Equal([8, 7, 6, 5, 4, 3, 9, 0], bytes[8..16]);
        Assert.Equal([0x22, 0x11, 0x44, 0x33, 0x66, 0x55, 0x88, 0x77], bytes[40..48]);
    }

    [Fact]
    public void Of_Kind_HasVersionAndNoLabels()
    {
        var record = LabelRecord.Of(LabelRecordKind.State);

        Assert.Equal(
            (LabelRecord.CurrentVersion, LabelRecordKind.State, LabelRecord.DeviceItself, LabelRecord.NoLabel, LabelRecord.NoLabel, new RecordId(0, 0)),
            (record.Version, record.Kind, record.Camera, record.Label, record.SubLabel, record.Id));
    }

    [Theory]
    [InlineData(0f, 0)]
    [InlineData(1f, 255)]
    [InlineData(0.5f, 128)]
    [InlineData(0.001f, 0)]
    [InlineData(2f, 255)]
    [InlineData(-1f, 0)]
    [InlineData(float.NaN, 0)]
    [InlineData(float.PositiveInfinity, 255)]
    public void QuantizeScore_AnyFloat_IsAByte(float score, byte expected) => Assert.Equal(expected, LabelRecord.QuantizeScore(score));

    [Fact]
    public void Sequence_AndTime_KeepToTheir48Bits()
    {
        var record = new LabelRecord { SubScore = 200, Sequence = ulong.MaxValue, WallTimeMs = long.MaxValue };

        Assert.Equal(((1UL << 48) - 1, (1L << 48) - 1, 200), (record.Sequence, record.WallTimeMs, record.SubScore));
        Assert.Equal([0, 0], MemoryMarshal.AsBytes(new ReadOnlySpan<LabelRecord>(ref record))[22..24].ToArray());
        (record.Sequence, record.WallTimeMs) = (7, -1);
        Assert.Equal((7ul, 0L, 200), (record.Sequence, record.WallTimeMs, record.SubScore));
    }

    [Fact]
    public void Record_HoldsNoReference() => Assert.False(RuntimeHelpers.IsReferenceOrContainsReferences<LabelRecord>());

    /// <summary>The numbers are on disk; this table only ever grows.</summary>
    [Fact]
    public void Numbers_OnDisk_AreForEver()
    {
        Assert.Equal(
            ["None", "Boot", "EventStart", "EventUpdate", "EventEnd", "State", "Count", "Health", "Gap", "ModelChange", "ConfigChange", "Command", "Metrics", "View"],
            Enum.GetNames<LabelRecordKind>().OrderBy(n => Enum.Parse<LabelRecordKind>(n)));
        Assert.Equal(["Unknown", "Ok", "Dark", "Overexposed", "Blurred", "Covered", "Frozen", "Moved", "Offline"], Enum.GetValues<CameraHealth>().Select(v => v.ToString()));
        Assert.Equal(["Starting", "Live", "Offline", "Stopped", "Private"], Enum.GetValues<CameraState>().Select(v => v.ToString()));
        Assert.Equal(Enumerable.Range(0, 14), Enum.GetValues<LabelRecordKind>().Select(v => (int)v));
        Assert.Equal(Enumerable.Range(0, 9), Enum.GetValues<CameraHealth>().Select(v => (int)v));
        Assert.Equal(["None", "LightAdded", "LightRemoved"], Enum.GetValues<ConfigNote>().Select(v => v.ToString()));
        Assert.Equal(Enumerable.Range(0, 5), Enum.GetValues<CameraState>().Select(v => (int)v));
    }
}
