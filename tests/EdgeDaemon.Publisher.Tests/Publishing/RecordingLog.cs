using System.Collections.Concurrent;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Publishing;

namespace EdgeDaemon.Publisher.Tests.Publishing;

/// <summary>Keeps what a publisher reports, one line each.</summary>
internal sealed class RecordingLog : IPublisherLog
{
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>Called where something does not work.</summary>
    public Action<string> OnTrouble { get; set; } = _ => { };

    public void Rebuilt(RecordId acknowledged, long recordsRead) => Lines.Enqueue($"rebuilt {acknowledged} {recordsRead}");

    public void Connected(MqttSession session) => Lines.Enqueue($"connected {session.Protocol}");

    public void Disconnected(MqttDisconnect disconnect) => Lines.Enqueue($"disconnected {disconnect.Reason}");

    public void Refused(string topic, MqttReason reason, long refusals) => Lines.Enqueue($"refused {topic} {reason}");

    public void MessageParked(string topic, MqttReason reason) => Lines.Enqueue($"parked {topic} {reason}");

    public void RecordParked(RecordId id, string reason) => Lines.Enqueue($"parked {id} {reason}");

    public void Held(RecordId id, uint tableHash, string path) => Lines.Enqueue($"held {id} {tableHash:x8} {path}");

    public void Released(uint tableHash) => Lines.Enqueue($"released {tableHash:x8}");

    public void Lost(ulong count, ulong first, ulong last) => Lines.Enqueue($"lost {count} {first} {last}");

    public void CursorNotSaved(string reason) => Lines.Enqueue($"cursor {reason}");

    public void Trouble(string text)
    {
        Lines.Enqueue($"trouble {text}");
        OnTrouble(text);
    }

    public void Commanded(string command, string outcome) => Lines.Enqueue($"command {command} {outcome}");
}
