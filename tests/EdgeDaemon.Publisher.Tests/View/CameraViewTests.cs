using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Tests.View;

public sealed class CameraViewTests
{
    private const uint Track = 5;

    [Fact]
    public void Follow_EveryStepOfAnEvent_IsTheTimeOfItsStartRecord()
    {
        var camera = new CameraView("porch");

        // The durations are measured on the frames' clock, which does not agree with the records' to the millisecond.
        Assert.Equal(1_000, camera.Follow(Record(LabelRecordKind.EventStart, at: 1_000, lasted: 0), "person").StartMs);
        Assert.Equal(1_000, camera.Follow(Record(LabelRecordKind.EventUpdate, at: 1_500, lasted: 480), "person").StartMs);
        Assert.Equal(1_000, camera.Follow(Record(LabelRecordKind.EventEnd, at: 3_000, lasted: 1_970), "person").StartMs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Follow_StartRecordNotKnown_IsReckonedBack(bool ofAnEarlierBoot)
    {
        var camera = new CameraView("porch");
        if (ofAnEarlierBoot)
        {
            camera.Follow(Record(LabelRecordKind.EventStart, at: 1_000, lasted: 0), "person");
            camera.Reset();
        }

        Assert.Equal(8_030, camera.Follow(Record(LabelRecordKind.EventEnd, at: 10_000, lasted: 1_970), "person").StartMs);
    }

    private static LabelRecord Record(LabelRecordKind kind, long at, uint lasted)
    {
        var record = LabelRecord.Of(kind, camera: 0);
        (record.TrackId, record.WallTimeMs, record.Value) = (Track, at, lasted);
        return record;
    }
}
