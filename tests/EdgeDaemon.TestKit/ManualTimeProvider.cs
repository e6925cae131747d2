namespace EdgeDaemon.TestKit;

/// <summary>A clock that only tests move. Timers fire on the thread that calls <see cref="Advance"/>, in due order.</summary>
public sealed class ManualTimeProvider(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _utcNow = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _timestamp;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _utcNow;
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock)
            return _timestamp;
    }

    /// <summary>Sets the wall clock without letting time pass, as NTP does.</summary>
    public void JumpTo(DateTimeOffset utcNow)
    {
        lock (_lock)
            _utcNow = utcNow;
    }

    /// <summary>Lets time pass and fires what falls due.</summary>
    public void Advance(TimeSpan duration)
    {
        long target;
        lock (_lock)
            target = _timestamp + duration.Ticks;
        while (true)
        {
            ManualTimer? due;
            lock (_lock)
            {
                due = _timers.Where(t => t.DueAt <= target).MinBy(t => t.DueAt);
                var now = due is null ? target : Math.Max(due.DueAt, _timestamp);
                _utcNow = _utcNow.AddTicks(now - _timestamp);
                _timestamp = now;
                if (due is null)
                    return;
                due.Reschedule();
            }

            due.Fire();
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_lock)
            _timers.Add(timer);
        return timer;
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public long DueAt { get; private set; } = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._lock)
            {
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : owner._timestamp + dueTime.Ticks;
                _period = period;
            }

            return true;
        }

        public void Reschedule() => DueAt = _period > TimeSpan.Zero ? DueAt + _period.Ticks : long.MaxValue;

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (owner._lock)
                owner._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
