using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Publisher.Feed;
using EdgeDaemon.Publisher.Messages;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.Send;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.Publishing;

/// <summary>In which order cursor and list of what was set aside reach the disk, and how often.</summary>
public sealed class StateKeeperTests : IDisposable
{
    private readonly PublisherRig _rig = new();
    private readonly ManualTimeProvider _time = new();
    private readonly Sender _sender;
    private readonly JournalCursor _cursor;
    private readonly StateKeeper _state;

    public StateKeeperTests()
    {
        var options = new LabelPublisherOptions { Topics = _rig.Topics };
        var files = new JournalFileSystem();
        _cursor = JournalCursor.Open(_rig.Journal, files, _time);
        _sender = new Sender(transport: null!, options, ring: () => { }, _rig.Log, _time); // nothing here is sent
        var (list, view) = (SetAsideList.Load(ListPath, Assert.Fail), new DeviceView(options.Labels));
        var feed = new JournalFeed(JournalReader.Open(_rig.Journal, files), _rig.Tables, new DeviceAvailability(_rig.Topics), TimeSpan.Zero, _rig.Log, _time);
        _state = new StateKeeper(
            _cursor, list, new ViewSnapshot(null, options.Labels, Assert.Fail), new RetainedLedger(null, Assert.Fail), null, [], feed, view, _sender, _rig.Log, _time);
    }

    private string ListPath => Path.Combine(_rig.Journal.CursorDirectory, SetAsideList.FileName);

    private long Listed => SetAsideList.Load(ListPath, Assert.Fail).Count;

    /// <summary>A vision process that mixes bad records among good ones cost one synced write of the list for each round.</summary>
    [Fact]
    public void Keep_RecordsSetAsideRoundAfterRound_WritesTheListNowAndThenAndTheCursorNeverPassesIt()
    {
        for (ulong sequence = 1; sequence <= 5; sequence++)
        {
            SetAside(sequence);
            Done(sequence + 100);
            _state.Keep();
            Assert.Equal((1, 101UL), (Listed, _cursor.Acknowledged.Sequence));
            Assert.Equal((long)sequence, _state.SetAside);
        }

        Assert.InRange(_state.DueIn!.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));
        _state.Keep();

        Assert.Equal((5, 105UL), (Listed, _cursor.Acknowledged.Sequence));
    }

    [Fact]
    public void KeepAll_RecordsSetAsideThatAreNotListedYet_ListsThemFirst()
    {
        SetAside(1);
        Done(2);
        _state.Keep();
        SetAside(3);
        Done(4);

        _state.KeepAll();

        Assert.Equal((2, 4UL), (Listed, _cursor.Acknowledged.Sequence));
    }

    [Fact]
    public void Keep_NothingSetAside_AdvancesAtOnce()
    {
        for (ulong sequence = 1; sequence <= 3; sequence++)
        {
            Done(sequence);
            _state.Keep();
            Assert.Equal(sequence, _cursor.Acknowledged.Sequence);
        }

        Assert.False(File.Exists(ListPath));
    }

    public void Dispose()
    {
        _state.Dispose();
        _rig.Dispose();
    }

    private void SetAside(ulong sequence) => _sender.SetAside(new RecordId(1, sequence), "It names nothing.");

    private void Done(ulong sequence) => _sender.Add(new RecordId(1, sequence), []);
}
