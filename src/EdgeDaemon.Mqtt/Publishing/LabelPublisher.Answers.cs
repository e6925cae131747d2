using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Mqtt.Publishing;

/// <content>What the transport tells, on its own thread.</content>
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

    void IMqttObserver.OnPublished(long token, MqttReason reason)
    {
        if (token == FarewellToken)
        {
            _farewellTaken.Set();
            return;
        }

        lock (_lock)
        {
            // Answers of a session that has ended meanwhile do not come; its messages wait in the queue again.
            if (_queue.MessageOf(token) is not { } message)
                return;
            if (reason.IsSuccess)
                Taken(token, message);
            else if (reason.BlamesMessage || message.MayBeRefused)
                Park(token, message, reason);
            else
                Refuse(token, message.Topic, reason);
            AdvanceCursor();
        }

        _wake.Set();
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
