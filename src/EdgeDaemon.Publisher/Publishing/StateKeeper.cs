using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Publisher.Feed;
using EdgeDaemon.Publisher.Send;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>
/// What outlives the process: how far the broker has the journal, which records were set aside, what the view then was, on which topics
/// something may be retained, and how much went out. The publisher's thread; it may wait for the medium.
/// </summary>
internal sealed class StateKeeper(
    JournalCursor cursor, SetAsideList setAside, ViewSnapshot snapshot, RetainedLedger ledger, EgressLedger? egress, IReadOnlyList<Action> saveAgain,
    JournalFeed feed, DeviceView view, Sender sender, IPublisherLog log, TimeProvider time)
    : IDisposable
{
    // Each write of the list waits for the medium, and a vision process that means no good can cause one a record.
    private static readonly TimeSpan BetweenLists = TimeSpan.FromSeconds(10);
    private readonly RateLimit _saveAgain = new(TimeSpan.FromMinutes(1), time);
    private readonly RateLimit _trouble = new(TimeSpan.FromMinutes(1), time);
    private readonly RateLimit _list = new(BetweenLists, time);
    private readonly RateLimit _egress = new(TimeSpan.FromHours(1), time);
    private RecordId? _done;

    /// <summary>How long until cursor and list of what was set aside are to be made durable; null: they are.</summary>
    public TimeSpan? DueIn => _done is null ? cursor.FlushDueIn : _list.AllowsIn;

    /// <summary>Records that were set aside since ever.</summary>
    public long SetAside => setAside.Count;

    /// <summary>Takes feed and view to where the broker stands.</summary>
    /// <param name="progress">Called now and then meanwhile.</param>
    public void Restore(Action? progress)
    {
        sender.Acknowledged = cursor.Acknowledged;
        var read = feed.Rebuild(view, snapshot.Load(view), cursor.Acknowledged, progress);
        snapshot.Note(view, read, feed.LastRead);
    }

    /// <summary>The view now holds this record too.</summary>
    public void HasTaken(RecordId id) => snapshot.Note(view, 1, id);

    /// <summary>Writes down what the broker has taken since the last time. Behind a record that was set aside the cursor waits for the list, which is written now and then.</summary>
    public void Keep() => Keep(isLast: false);

    private void Keep(bool isLast)
    {
        _done = sender.TakeDone() ?? _done;
        foreach (var (id, reason) in sender.TakeSetAside())
            setAside.Add(id, reason);
        if (_done is { } last && (setAside.IsSaved || isLast || _list.Allows()))
        {
            Try(setAside.Save); // first: what the cursor has passed is not read again
            Try(() => cursor.Advance(last));
            sender.Acknowledged = cursor.Acknowledged;
            _done = null;
        }

        Try(cursor.FlushWhenDue);
        ledger.Removed(sender.TakeRemoved());
        if (_saveAgain.Allows())
        {
            foreach (var save in saveAgain)
                save();
        }

        if (egress is not null && (isLast || _egress.Allows()))
            Try(egress.Save);
        if (snapshot.IsDue(cursor.Acknowledged))
            KeepView();
    }

    /// <summary>Writes down everything: the publisher ends in order.</summary>
    public void KeepAll()
    {
        Keep(isLast: true);
        ledger.Tidy();
        if (feed.LastRead == cursor.Acknowledged)
            snapshot.Take(view, feed.LastRead);
        KeepView();
    }

    /// <inheritdoc/>
    public void Dispose() => cursor.Dispose();

    private void KeepView() => Try(() =>
    {
        // First the cursor: a view that is ahead of it is of no use.
        cursor.Flush();
        if (snapshot.IsDue(cursor.Acknowledged))
            snapshot.Write();
    });

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (JournalException e)
        {
            if (_trouble.Allows())
                log.CursorNotSaved(e.Message);
        }
    }
}
