using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Mqtt.Transport;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>
/// What an operator should hear from a <see cref="LabelPublisher"/>. Calls come from its threads, rate-limited where they may repeat.
/// </summary>
internal interface IPublisherLog
{
    /// <summary>The view was rebuilt from the journal; publishing goes on after this record.</summary>
    void Rebuilt(RecordId acknowledged, long recordsRead);

    /// <summary>A session began.</summary>
    void Connected(MqttSession session);

    /// <summary>A session ended or an attempt failed.</summary>
    void Disconnected(MqttDisconnect disconnect);

    /// <summary>The broker refuses a message; it is tried again. At most once a minute.</summary>
    void Refused(string topic, MqttReason reason, long refusals);

    /// <summary>A message can never be published and is left out.</summary>
    void MessageParked(string topic, MqttReason reason);

    /// <summary>A record can never be published and is set aside. At most once a minute.</summary>
    void RecordParked(RecordId id, string reason);

    /// <summary>A record's names are not known; it and what follows wait.</summary>
    /// <param name="id">The record.</param>
    /// <param name="tableHash">Hash of the table it was written under.</param>
    /// <param name="path">Where the table would be found.</param>
    void Held(RecordId id, uint tableHash, string path);

    /// <summary>The names are there; publishing goes on.</summary>
    void Released(uint tableHash);

    /// <summary>Records were lost before the broker had them.</summary>
    void Lost(ulong count, ulong first, ulong last);

    /// <summary>The cursor cannot be saved; after a restart more is published again. At most once a minute.</summary>
    void CursorNotSaved(string reason);

    /// <summary>A command came and was dealt with.</summary>
    void Commanded(string command, string outcome);

    /// <summary>Something does not work as it should; publishing goes on.</summary>
    void Trouble(string text);
}
