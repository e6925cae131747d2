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

    /// <summary>20,000 events that began and never ended made each record cost 1.4 ms, and more memory than there is.</summary>
    [Fact]
    public void Follow_MoreEventsThanACameraCanHave_KeepsTheNewest()
    {
        var camera = new CameraView("porch") { Zones = ["gate"] };
        camera.SetState(CameraState.Live);
        for (uint track = 1; track <= 20_000; track++)
            camera.Follow(Record(LabelRecordKind.EventStart, at: track, lasted: 0) with { TrackId = track, Zones = 1 }, "person");

        Assert.Equal(CameraView.MostRunning, camera.RunningEvents);
        Assert.Equal((uint)CameraView.MostRunning, camera.Known("gate", "person"));
        Assert.Equal(20_000, camera.Follow(Record(LabelRecordKind.EventUpdate, at: 50_000, lasted: 1) with { TrackId = 20_000 }, "person").StartMs);
        Assert.Equal(49_999, camera.Follow(Record(LabelRecordKind.EventUpdate, at: 50_000, lasted: 1) with { TrackId = 1 }, "person").StartMs);
    }

    private static LabelRecord Record(LabelRecordKind kind, long at, uint lasted)
    {
        var record = LabelRecord.Of(kind, camera: 0);
        (record.TrackId, record.WallTimeMs, record.Value) = (Track, at, lasted);
        return record;
    }
}
