namespace EdgeDaemon.Mqtt.Transport;

/// <summary>What a <see cref="MosquittoClient"/> reports, from within <see cref="MosquittoClient.Loop"/>.</summary>
internal interface IMosquittoEvents
{
    /// <summary>The broker answered CONNECT.</summary>
    /// <param name="reason">Its answer.</param>
    /// <param name="receiveMaximum">Most unanswered publishes that it takes.</param>
    void OnConnectAnswer(MqttReason reason, int receiveMaximum);

    /// <summary>The session is over.</summary>
    /// <param name="rc">A libmosquitto code, or a reason code of the broker from 0x80 up.</param>
    void OnEnded(int rc);

    /// <summary>The broker answered publish <paramref name="messageId"/>.</summary>
    void OnPublishAnswer(int messageId, MqttReason reason);

    /// <summary>The broker answered subscription <paramref name="messageId"/>.</summary>
    void OnSubscribeAnswer(int messageId, MqttReason reason);

    /// <summary>A message arrived.</summary>
    void OnMessage(MqttReceived message);
}
