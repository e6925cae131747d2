using EdgeDaemon.Configuration;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Publisher.Publishing;

/// <content>Texts and event ids, 3000-3999. No text holds a payload, a password or a user name.</content>
internal sealed partial class PublisherLog
{
    [LoggerMessage(3000, LogLevel.Information, "Publishing labels of '{Device}' to {Host}:{Port} (TLS: {Tls}).")]
    public partial void Starting(string device, string host, int port, bool tls);

    [LoggerMessage(3002, LogLevel.Warning, "{Advice}")]
    public partial void Unwise(string advice);

    [LoggerMessage(3003, LogLevel.Warning, "The names of the configuration cannot be read, so records written under them will be held: {Reason}")]
    public partial void NoCurrentTable(string reason);

    [LoggerMessage(3004, LogLevel.Warning, "Not everything could be sent within {Seconds} s; the journal keeps it for the next start.")]
    public partial void NotDrained(double seconds);

    [LoggerMessage(3010, LogLevel.Information, "Read {Records} records; the broker has everything up to {Acknowledged}.")]
    private partial void LogRebuilt(string acknowledged, long records);

    [LoggerMessage(3011, LogLevel.Information, "Connected: MQTT {Protocol}, window {Window}.")]
    private partial void LogConnected(MqttProtocol protocol, int window);

    [LoggerMessage(3012, LogLevel.Warning, "{Reason} Trying again in {Seconds:0.0} s.")]
    private partial void LogDisconnected(string reason, double seconds);

    [LoggerMessage(3013, LogLevel.Debug, "Still: {Reason} Trying again in {Seconds:0.0} s.")]
    private partial void LogStillDisconnected(string reason, double seconds);

    [LoggerMessage(3014, LogLevel.Information, "Stopped; the broker has everything up to {Acknowledged}. Published {Published}, superseded {Superseded}, refused {Refusals}, left out {Parked}.")]
    private partial void LogStopped(string acknowledged, long published, long superseded, long refusals, long parked);

    [LoggerMessage(3020, LogLevel.Warning, "The broker refuses '{Topic}': {Reason}; {Refusals} refusals so far. Nothing is lost, it is tried again; check the broker's access rules and limits.")]
    private partial void LogRefused(string topic, string reason, long refusals);

    [LoggerMessage(3021, LogLevel.Error, "A message to '{Topic}' is left out: {Reason}. 'publishing.parked' in the status counts them; 'edgedaemon doctor' names the right that is missing.")]
    private partial void LogMessageParked(string topic, string reason);

    [LoggerMessage(3022, LogLevel.Error, "Record {Id} is set aside: {Reason} 'edgedaemon audit' lists all that were.")]
    private partial void LogRecordParked(string id, string reason);

    [LoggerMessage(3023, LogLevel.Error, "Record {Id} was written under name table {Table}, which is not known here; it and what follows are held, not lost. Start edgedaemon-publish with the configuration that the vision process runs with, or put the table at '{Path}'.")]
    private partial void LogHeld(string id, string table, string path);

    [LoggerMessage(3024, LogLevel.Information, "Name table {Table} is there; publishing goes on.")]
    private partial void LogReleased(string table);

    [LoggerMessage(3025, LogLevel.Warning, "{Count} records ({First} to {Last}) were overwritten before the broker had them.")]
    public partial void Lost(ulong count, ulong first, ulong last);

    [LoggerMessage(3026, LogLevel.Error, "{Reason}")]
    public partial void CursorNotSaved(string reason);

    [LoggerMessage(3027, LogLevel.Warning, "{Text}")]
    public partial void Trouble(string text);

    [LoggerMessage(3028, LogLevel.Information, "Command '{Command}': {Outcome}.")]
    public partial void Commanded(string command, string outcome);
}
