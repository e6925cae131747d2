using System.Runtime.InteropServices;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Journal.Tests.Format;

public class LabelRecordLayoutTests
{
    [Fact]
    public void Fields_AreLittleEndianAndOfTheirWidth()
    {
        var record = new LabelRecord
        {
            Version = 0x01,
            Kind = (LabelRecordKind)0x02,
            Camera = 0x03,
            Flags = (LabelRecordFlags)0x04,
            BootEpoch = 0x08070605,
            Sequence = 0x0E0D0C0B0A09,
            SubScore = 0x0F,
            WallTimeMs = 0x161514131211,
            MonotonicCs = 0x1C1B1A19,
            Label = 0x1E1D,
            SubLabel = 0x201F,
            TrackId = 0x24232221,
            Value = 0x28272625,
            Box = new NormalizedBox(0x2A29, 0x2C2B, 0x2E2D, 0x302F),
            Zones = 0x3231,
            Score = 0x33,
            TopScore = 0x34,
            TableHash = 0x38373635,
            Chain = 0x3C3B3A39,
            Crc = 0x403F3E3D,
        };

        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<LabelRecord>(in record)).ToArray();

        int[] reserved = [16, 23, 24];
        Assert.Equal(Enumerable.Range(1, 64).Select(i => (byte)(reserved.Contains(i) ? 0 : i)), bytes);
    }
}
