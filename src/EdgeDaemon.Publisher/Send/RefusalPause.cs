using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Publishing;

namespace EdgeDaemon.Publisher.Send;

/// <summary>
/// Pauses after the broker refused a message that may be sent again. Until one is taken, messages go out singly: order is kept,
/// and a broker that refuses is asked rarely.
/// </summary>
internal sealed class RefusalPause(LabelPublisherOptions options, TimeProvider time)
{
    private readonly RetryDelay _delay = new(options.FirstRefusalPause, options.LongestRefusalPause);
    private readonly RateLimit _limit = new(TimeSpan.FromMinutes(1), time);
    private long _since;
    private TimeSpan _pause;

    /// <summary>Refusals so far.</summary>
    public long Count { get; private set; }

    /// <summary>Was the last answer a refusal?</summary>
    public bool IsProbing { get; private set; }

    /// <summary>How much longer to wait; zero or less: not at all.</summary>
    public TimeSpan Remaining => IsProbing ? _pause - time.GetElapsedTime(_since) : TimeSpan.Zero;

    /// <summary>Another refusal. True: it is time to say so again.</summary>
    public bool Begin()
    {
        Count++;
        (IsProbing, _since, _pause) = (true, time.GetTimestamp(), _delay.Next());
        return _limit.Allows();
    }

    /// <summary>The broker took a message, or is another one.</summary>
    public void Clear()
    {
        IsProbing = false;
        _delay.Reset();
    }
}
