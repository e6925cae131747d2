using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Publisher.Feed;
using EdgeDaemon.Publisher.Send;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>
/// What outlives the process: how far the broker has the journal, which records were set aside, what the view then was, and on which topics
/// something may be retained. The publisher's thread; it may wait for the medium.
/// </summary>
internal sealed class StateKeeper(
    JournalCursor cursor, SetAsideList setAside, ViewSnapshot snapshot, RetainedLedger ledger, IReadOnlyList<Action> saveAgain, JournalFeed feed,
    DeviceView view, Sender sender, IPublisherLog log, TimeProvider time)
    : IDisposable
{
    private readonly RateLimit _saveAgain = new(TimeSpan.FromMinutes(1), time);
    private readonly RateLimit _trouble = new(TimeSpan.FromMinutes(1), time);

    /// <summary>How long until the cursor is to be made durable; null: it is.</summary>
    public TimeSpan? DueIn => cursor.FlushDueIn;

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

    /// <summary>Writes down what the broker has taken since the last time.</summary>
    public void Keep()
    {
        var done = sender.TakeDone();
        foreach (var (id, reason) in sender.TakeSetAside())
            setAside.Add(id, reason);
        Try(setAside.Save); // first: what the cursor has passed is not read again
        if (done is { } last)
        {
            Try(() => cursor.Advance(last));
            sender.Acknowledged = cursor.Acknowledged;
        }

        Try(cursor.FlushWhenDue);
        ledger.Removed(sender.TakeRemoved());
        if (_saveAgain.Allows())
        {
            foreach (var save in saveAgain)
                save();
        }

        if (snapshot.IsDue(cursor.Acknowledged))
            KeepView();
    }

    /// <summary>Writes down everything: the publisher ends in order.</summary>
    public void KeepAll()
    {
        Keep();
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
