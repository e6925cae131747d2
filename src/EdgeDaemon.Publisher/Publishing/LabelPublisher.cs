using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Feed;
using EdgeDaemon.Publisher.Messages;
using EdgeDaemon.Publisher.Send;
using EdgeDaemon.Publisher.Status;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>
/// Carries labels from the journal to the broker, one record after the other: feed → view → messages → send. The cursor moves only over
/// records whose every message the broker took; nothing else marks a record as done. <see cref="PublisherComposition"/> puts it together.
/// </summary>
/// <remarks>
/// One thread of its own does all of it and writes every file; it sleeps at the doorbell until the journal, the broker or a command
/// wakes it. Answers of the broker come on other threads and go to <see cref="Sender"/>.
/// </remarks>
internal sealed class LabelPublisher(
    LabelPublisherOptions options, MetricsSocket? metrics, JournalDoorbell doorbell, JournalFeed feed, DeviceView view, LabelMessages messages, Sender sender,
    RetainedLedger ledger, StateKeeper state, IReadOnlyList<ICompanion> companions, IMqttTransport transport,
    DeviceAvailability availability, IPublisherLog log, TimeProvider time) : IMqttObserver, IDisposable
{
    // What no bell tells (a journal on another machine's disk) is found this late.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    // With what comes before it, less than a service manager or a person waits.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(1);
    private readonly List<MqttMessage> _owed = [];
    private readonly ViewChanges _changes = new();
    private readonly ManualResetEventSlim _drained = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private volatile bool _stopping;
    private volatile bool _draining;
    private TimeSpan _collectIn;
    private bool _hasMore;
    private long _readUpAt;

    /// <summary>Ends when the publisher was stopped; fails when it cannot go on, which is a defect: a journal that cannot be read is waited for.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Where it stands. Thread-safe.</summary>
    public PublisherStatus Status => sender.Status;

    /// <summary>How often its thread has woken.</summary>
    public long Wakes => doorbell.Wakes;

    /// <summary>Starts, and starts the transport. Once only.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { Name = "publisher", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Waits until the broker has everything that is in the journal now. A broker that is away, or a held record, uses up the time.</summary>
    /// <returns>Whether it has.</returns>
    public bool Drain(TimeSpan timeout)
    {
        _draining = true;
        doorbell.Ring();
        return _drained.Wait(timeout);
    }

    /// <summary>
    /// Stops: nothing more is sent, answers are waited for as long as a quarter of the time allows, <c>offline</c> is published, the
    /// connection ends cleanly, and cursor and view are made durable.
    /// </summary>
    public void Stop(TimeSpan timeout)
    {
        var until = time.GetTimestamp() + (long)(timeout.TotalSeconds * time.TimestampFrequency);
        EndThread(timeout / 4);
        AwaitAnswers(timeout / 4);
        SayFarewell(timeout / 4);
        var left = time.GetElapsedTime(time.GetTimestamp(), until);
        transport.Stop(left > TimeSpan.Zero ? left : TimeSpan.Zero);

        // A thread that hangs may still be at the files.
        if (_thread is not { IsAlive: true })
            state.KeepAll();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        EndThread(LongestEnd);
        transport.Dispose();
        metrics?.Dispose();
        if (_thread is { IsAlive: true })
            return; // it hangs at a file, and ends with the process
        foreach (var companion in companions)
            (companion as IDisposable)?.Dispose();
        state.Dispose();
        feed.Dispose();
        doorbell.Dispose();
        _drained.Dispose();
    }

    void IMqttObserver.OnConnected(MqttSession session)
    {
        sender.Begin(session);
        log.Connected(session);
        doorbell.Ring();
    }

    void IMqttObserver.OnDisconnected(MqttDisconnect disconnect)
    {
        sender.End(disconnect.End);
        log.Disconnected(disconnect);
        doorbell.Ring();
    }

    void IMqttObserver.OnReceived(MqttReceived message)
    {
        var hasNews = false;
        foreach (var companion in companions)
            hasNews |= companion.OnReceived(message);
        if (hasNews)
            doorbell.Ring();
    }

    void IMqttObserver.OnSubscriptionRefused(string filter, MqttReason reason) =>
        log.Trouble($"The broker refuses the subscription to '{filter}': {reason}. Check the broker's access rules.");

    private void Run()
    {
        try
        {
            // The broker is reached while the journal is read.
            feed.FindBootEpoch();
            transport.Start(this);
            state.Restore(HasRead);
            while (!_stopping)
            {
                options.WentRound?.Invoke();
                var hasSent = sender.IsConnected && Step();
                var wasFull = !sender.HasRoom;
                state.Keep();

                // Records that owe no message make room by themselves.
                if (hasSent || (wasFull && sender.HasRoom))
                    continue;
                if (_draining && !feed.IsHeld && sender.IsDrained)
                    _drained.Set();
                Sleep();
            }

            _completion.TrySetResult();
        }
        catch (OperationCanceledException) when (_stopping)
        {
            _completion.TrySetResult();
        }
#pragma warning disable CA1031 // Whatever ends this thread must reach the caller, who ends the process with it.
        catch (Exception e)
        {
            _completion.TrySetException(e);
        }
#pragma warning restore CA1031
    }

    /// <summary>A stop does not wait for a large journal.</summary>
    private void HasRead()
    {
        options.HasRead?.Invoke();
        if (_stopping)
            throw new OperationCanceledException();
    }

    /// <summary>Reads ahead and sends what may be sent. False: nothing could be sent.</summary>
    private bool Step()
    {
        if (sender.TakeNewSession())
            BeginSession();
        // The broker's answers wake this thread, too: then there is nothing new to read.
        if (doorbell.TakeNews() || feed.IsHeld || time.GetElapsedTime(_readUpAt) >= LongestSleep)
            _hasMore = true;
        while (!_stopping && _hasMore && sender.HasRoom)
        {
            _hasMore = feed.TryNext(out var record, out var table);
            if (_hasMore)
                Take(record, table);
            else
                _readUpAt = time.GetTimestamp();
        }

        Collect();
        return sender.SendSome();
    }

    private void BeginSession()
    {
        var retained = AllRetained();
        foreach (var topic in ledger.Stale(retained))
        {
            retained.AddRange(companions.Select(c => c.LastWord(topic)).OfType<MqttMessage>());
            // Another program's tree may be closed to us by now; that must not hold up the labels.
            retained.Add(LabelMessages.Clear(topic) with { MayBeRefused = !topic.StartsWith(options.Topics.Root + "/", StringComparison.Ordinal) });
        }

        ledger.Sending(retained);
        sender.Restart(retained);
        foreach (var filter in companions.SelectMany(c => c.Filters))
            transport.TrySubscribe(filter, onlyNew: true);
    }

    private List<MqttMessage> AllRetained()
    {
        List<MqttMessage> all = [availability.Online()];
        foreach (var companion in companions.Where(companion => companion.ComesFirst))
            companion.AddRetained(all);
        messages.AddAll(view, all);
        foreach (var companion in companions.Where(companion => !companion.ComesFirst))
            companion.AddRetained(all);
        return all;
    }

    /// <summary>One record on its way: what it changes in the view, what is said of that, and into the queue with it.</summary>
    private void Take(in LabelRecord record, NameTable? table)
    {
        _changes.Clear();
        _owed.Clear();
        if (table is null)
            TakeGap(record);
        else
            TakeLabels(record, table);
        state.HasTaken(record.Id);
        ledger.Sending(_owed);
        sender.Add(record.Id, _owed);
    }

    private void TakeLabels(in LabelRecord record, NameTable table)
    {
        try
        {
            var applied = new AppliedRecord(record, table, view.Apply(record, table, _changes));
            messages.Add(_changes, _owed, applied);
            foreach (var companion in companions)
                companion.OnRecord(applied, _owed);
        }
        catch (FormatException e)
        {
            sender.SetAside(record.Id, e.Message);
            messages.Add(_changes, _owed);
        }
    }

    private void TakeGap(in LabelRecord gap)
    {
        if (feed.LossOf(gap) is not { } lost)
            return;
        var stamp = RecordStamp.Of(gap);
        view.Forget(stamp, _changes);
        messages.Add(_changes, _owed);
        foreach (var companion in companions)
            companion.OnLoss(_owed);
        _owed.Add(messages.Gap(stamp, lost.Count, lost.First, lost.Last));
    }

    /// <summary>Asks the companions for what is due.</summary>
    private void Collect()
    {
        _owed.Clear();
        _collectIn = LongestSleep;
        var sendAllAgain = false;
        foreach (var companion in companions)
            _collectIn = Least(_collectIn, companion.Collect(_owed, ref sendAllAgain));
        if (sendAllAgain)
            _owed.AddRange(AllRetained());
        if (_owed.Count == 0)
            return;
        ledger.Sending(_owed);
        sender.Add(default, _owed);
    }

    private void Sleep()
    {
        var longest = sender.IsConnected ? Least(LongestSleep, _collectIn) : LongestSleep;
        longest = Least(longest, sender.RetryIn);
        longest = Least(longest, state.DueIn);
        longest = Least(longest, feed.IsHeld ? options.HeldRecheck : null);
        doorbell.Wait(longest);
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan? b) => b is { } other && other < a ? other : a;

    private void EndThread(TimeSpan timeout)
    {
        _stopping = true;
        sender.Close();
        doorbell.Ring();
        if (_thread is { IsAlive: true } thread)
            thread.Join(timeout);
    }

    private void AwaitAnswers(TimeSpan timeout)
    {
        var startedAt = time.GetTimestamp();
        while (sender.IsAwaitingAnswers && timeout - time.GetElapsedTime(startedAt) is { Ticks: > 0 } left)
            doorbell.Wait(left);
    }

    private void SayFarewell(TimeSpan timeout)
    {
        foreach (var message in companions.SelectMany(c => c.Farewell()))
            _ = transport.PublishAsync(message);
        Task.WhenAny(transport.PublishAsync(availability.Offline())).Wait(timeout);
    }
}
