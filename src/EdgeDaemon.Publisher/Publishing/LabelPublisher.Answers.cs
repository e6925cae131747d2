using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Publishing;

/// <content>What the transport tells, on its own thread, and answers, on any.</content>
public sealed partial class LabelPublisher
{
    void IMqttObserver.OnConnected(MqttSession session)
    {
        lock (_lock)
        {
            (_session, _isNewSession) = (session, true);
            _refusal.Clear();
        }

        _log.Connected(session);
        Interrupt();
    }

    void IMqttObserver.OnDisconnected(MqttDisconnect disconnect)
    {
        lock (_lock)
            _session = null;
        _log.Disconnected(disconnect);
        Interrupt();
    }

    void IMqttObserver.OnReceived(MqttReceived message)
    {
        var hasNews = false;
        foreach (var companion in _companions)
            hasNews |= companion.OnReceived(message);
        if (hasNews)
            Interrupt();
    }

    void IMqttObserver.OnSubscriptionRefused(string filter, MqttReason reason) =>
        _log.Trouble($"The broker refuses the subscription to '{filter}': {reason}. Check the broker's access rules.");

    /// <summary>Waits for the broker's answer.</summary>
    private async Task AwaitAnswer(long token, Task<MqttReason> sending)
    {
        try
        {
            // Cancelled: the session ended. What was in flight on it waits in the queue again when the next one begins.
            await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (sending.IsCompletedSuccessfully)
                OnAnswered(token, sending.Result);
        }
#pragma warning disable CA1031 // Whatever goes wrong here must reach the caller, who ends the process with it.
        catch (Exception e)
        {
            _completion.TrySetException(e);
        }
#pragma warning restore CA1031
    }

    private void OnAnswered(long token, MqttReason reason)
    {
        lock (_lock)
        {
            // What waits in the queue again since a new session began is answered there.
            if (_queue.MessageOf(token) is not { } message)
                return;
            if (reason.IsSuccess)
                Taken(token, message);
            else if (message.MayBeRefused)
                Park(token, message, reason);
            else
                Refuse(token, message.Topic, reason);
            AdvanceCursor();
        }

        _wake.Set();
    }

    private void Taken(long token, MqttMessage message)
    {
        _queue.Settle(token);
        _ledger.Taken(message);
        _refusal.Clear();
        _published++;
    }

    private void Park(long token, MqttMessage message, MqttReason reason)
    {
        _queue.Settle(token);
        _parkedMessages++;
        if (!message.MayBeRefused || _optionalTrouble.Allows())
            _log.MessageParked(message.Topic, reason);
    }

    private void Refuse(long token, string topic, MqttReason reason)
    {
        _queue.PutBack(token);
        if (_refusal.Begin())
            _log.Refused(topic, reason, _refusal.Count);
        Interrupt();
    }
}
