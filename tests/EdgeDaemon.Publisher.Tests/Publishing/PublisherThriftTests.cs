using System.Diagnostics;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Publisher.Tests.Publishing;

/// <summary>What a publisher costs: syncs, wake-ups, records read at a start, and what its lock is held for.</summary>
public sealed class PublisherThriftTests
{
    private const string Root = "edgedaemon/unit";

    /// <summary>Without a folder in memory for the cursor, each acknowledged record waited for the medium: 3,276 syncs for 3,281 records.</summary>
    [Fact]
    public void Run_BacklogWithoutAHotCursor_SyncsOnceASecondAndUnderNoLock()
    {
        var files = new CountingFiles();
        using var broker = MosquittoBroker.Run();
        using var rig = new PublisherRig(hotCursor: false) { Files = files };
        var isLocked = false;
        files.OnSync = () => isLocked |= rig.Publisher is { } publisher && !IsFree(() => _ = publisher.Status);
        RecordId last = default;
        for (uint i = 1; i <= 3000; i++)
            last = rig.Append(LabelRecordKind.EventStart, label: 0, track: i);

        var clock = Stopwatch.StartNew();
        rig.StartPublisher(broker.Port);
        rig.AwaitAcknowledged(last);
        var seconds = clock.Elapsed.TotalSeconds;

        Assert.InRange(files.Syncs, 0, 3 + (int)seconds);
        Assert.False(isLocked);
        rig.StopPublisher();
        Assert.InRange(files.Syncs, 1, 5 + (int)clock.Elapsed.TotalSeconds);
    }

    /// <summary>It looked for records each 10 ms: 95 wake-ups a second.</summary>
    [Fact]
    public void Run_NothingHappens_WakesAtMostThreeTimesASecond()
    {
        using var broker = MosquittoBroker.Run();
        using var rig = new PublisherRig();
        rig.StartPublisher(broker.Port);
        rig.AwaitAcknowledged(rig.Live());
        using var subscriber = new MqttSubscriber(broker.Port, $"{Root}/status");
        Assert.True(subscriber.WaitFor(all => all.Count > 0));

        // Until it has come to rest, and then for some seconds.
        var clock = Stopwatch.StartNew();
        Thread.Sleep(TimeSpan.FromSeconds(2));
        var (before, from) = (rig.Publisher!.Wakes, clock.Elapsed);
        Thread.Sleep(TimeSpan.FromSeconds(4));
        var (woken, seconds) = (rig.Publisher.Wakes - before, (clock.Elapsed - from).TotalSeconds);

        Assert.InRange(woken, 1, (long)(3 * seconds));
    }

    /// <summary>A restart rendered the whole ring once more, 900,002 records in 6.4 s of the processor.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 4)]
    public void Start_AfterAStop_ReadsWhatCameAfterTheSnapshot(bool inOrder, int read)
    {
        using var broker = MosquittoBroker.Run();
        using var rig = new PublisherRig();
        rig.StartPublisher(broker.Port);
        rig.Live();
        rig.AppendEvent(LabelRecordKind.EventStart, track: 1, zones: 0b01);
        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.Count, value: 1, label: 0));
        if (inOrder)
            rig.StopPublisher();
        else
            rig.EndPublisher();

        rig.StartPublisher(broker.Port);
        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.Count, value: 2, label: 1));

        Assert.EndsWith($" {read}", rig.Log.Lines.Last(l => l.StartsWith("rebuilt", StringComparison.Ordinal)), StringComparison.Ordinal);
        using var subscriber = new MqttSubscriber(broker.Port, $"{Root}/#");
        Assert.True(subscriber.WaitFor($"{Root}/porch/zone/gate/person", "1"));
        Assert.True(subscriber.WaitFor($"{Root}/porch/label/cat", "2"));
    }

    [Fact]
    public void Start_DamagedSnapshot_ReadsTheJournal()
    {
        using var broker = MosquittoBroker.Run();
        using var rig = new PublisherRig();
        rig.StartPublisher(broker.Port);
        rig.AwaitAcknowledged(rig.Live());
        rig.StopPublisher();
        var path = Path.Combine(rig.Journal.CursorDirectory, "view.snapshot");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        rig.StartPublisher(broker.Port);
        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.Count, value: 2, label: 0));

        Assert.EndsWith(" 2", rig.Log.Lines.Last(l => l.StartsWith("rebuilt", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    /// <summary>Answers of the broker waited for a file.</summary>
    [Fact]
    public void Run_ListOfRetainedTopicsIsWritten_UnderNoLock()
    {
        using var broker = MosquittoBroker.Run();
        using var rig = new PublisherRig();
        var (written, isLocked) = (0, false);
        rig.Log.OnTrouble = text =>
        {
            if (!text.Contains("retained-topics.txt", StringComparison.Ordinal))
                return;
            written++;
            isLocked |= !IsFree(() => _ = rig.Publisher!.Status);
        };

        // A folder that is a file cannot be written: each try is told, from where it is made.
        var noFolder = Path.Combine(rig.Journal.CursorDirectory, "file");
        File.WriteAllText(noFolder, "");
        rig.StartPublisher(broker.Port, o => o with { StateDirectory = noFolder });
        rig.Live();
        rig.AwaitAcknowledged(rig.Append(LabelRecordKind.Count, value: 1, label: 1));

        Assert.InRange(written, 1, int.MaxValue);
        Assert.False(isLocked);
    }

    /// <summary>Can another thread do this while the present one is where it is?</summary>
    private static bool IsFree(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        return thread.Join(TimeSpan.FromSeconds(10));
    }
}
