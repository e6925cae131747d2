using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Publisher.Tests.Publishing;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Publisher.Tests.Hostile;

/// <summary>Records that check out, from a vision process that means no good: what they may cost is bounded.</summary>
public sealed class HostileRecordsTests : IDisposable
{
    private readonly MosquittoBroker _broker = MosquittoBroker.Run();

    /// <summary>After 512 records that owe no message it slept for a second: a backlog of them drained at 512 a second.</summary>
    [Fact]
    public void Run_BacklogThatOwesNoMessage_IsReadInOneGo()
    {
        using var rig = new PublisherRig();
        RecordId last = default;
        for (uint i = 0; i < 20_000; i++)
            last = rig.Append(LabelRecordKind.Metrics, value: i);
        rig.StartPublisher(_broker.Port);

        rig.AwaitAcknowledged(last);

        Assert.InRange(rig.Publisher!.Wakes, 1, 30);
    }

    /// <summary>Each record that can never be published, among good ones, cost a synced write: 2,000 of them here.</summary>
    [Fact]
    public void Run_BadRecordsAmongGoodOnes_AreCountedAllAndWrittenRarely()
    {
        const int Bad = 2000;
        using var rig = new PublisherRig();
        using var watch = new FileSystemWatcher(rig.Journal.CursorDirectory, SetAsideList.FileName) { InternalBufferSize = 1 << 16 };
        var writes = 0;
        watch.Renamed += (_, _) => Interlocked.Increment(ref writes);
        watch.EnableRaisingEvents = true;
        RecordId last = default;
        for (uint i = 1; i <= Bad; i++)
        {
            rig.Append(LabelRecordKind.Count, value: 1, label: 99);
            last = rig.Append(LabelRecordKind.EventStart, label: 0, track: i);
        }

        rig.StartPublisher(_broker.Port);
        using (var subscriber = new MqttSubscriber(_broker.Port, "edgedaemon/unit/porch/state"))
            Assert.True(subscriber.WaitFor(all => all.Any(m => m.Payload.Contains("\"state\":\"live\"", StringComparison.Ordinal))));
        rig.AwaitAcknowledged(last);
        rig.StopPublisher();

        Assert.Equal(Bad, SetAsideList.Load(Path.Combine(rig.Journal.CursorDirectory, SetAsideList.FileName), Assert.Fail).Count);
        Assert.InRange(writes, 1, 6);
    }

    /// <summary>A thread that the kernel holds at a file kept the process from ending.</summary>
    [Fact]
    public void Dispose_ThreadThatHangsAtAFile_EndsAllTheSame()
    {
        using var hanging = new ManualResetEventSlim();
        using var rig = new PublisherRig { Files = HangingFiles.Until(hanging) };
        rig.StartPublisher(_broker.Port);

        rig.Publisher!.Stop(TimeSpan.FromSeconds(2));
        rig.EndPublisher();

        hanging.Set();
    }

    public void Dispose() => _broker.Dispose();
}
