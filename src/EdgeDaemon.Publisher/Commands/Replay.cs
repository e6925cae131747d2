using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Feed;
using EdgeDaemon.Publisher.Messages;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>
/// Publishes events again, out of the journal, to the one who asked: a piece at a time, so that what happens now is not kept
/// waiting. It touches neither the cursor nor any retained topic. The publisher's thread.
/// </summary>
internal sealed class Replay(JournalReader reader, NameTableStore tables, ParsedCommand command, ReplyAddress reply) : IDisposable
{
    private const int RecordsPerPiece = 2000;
    private const int EventsPerPiece = 20;

    // More events than run at a time, unless somebody begins them without end.
    private const int MostStarts = 10_000;
    private readonly Dictionary<(uint Boot, uint Track), long> _startOf = [];
    private RecordId? _newest;
    private RecordId _read;
    private int _sent;

    /// <summary>Adds the next piece. True: there is more.</summary>
    public bool Step(List<MqttMessage> output)
    {
        try
        {
            return StepOn(output, _newest ??= reader.FindNewest());
        }
        catch (JournalException)
        {
            return End(output, next: null); // what cannot be read is held by the feed, which tells why
        }
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    private bool StepOn(List<MqttMessage> output, RecordId newest)
    {
        var until = Math.Min(_sent + EventsPerPiece, command.Limit);
        for (var i = 0; i < RecordsPerPiece && _sent < until; i++)
        {
            if (_read >= newest || !reader.TryRead(out var record) || record.Id > newest)
                return End(output, next: null);
            _read = record.Id;
            if (record.Sequence < command.From || tables.Find(record.TableHash) is not { } table || record.Camera >= table.Cameras.Length)
                continue;
            if (record.Kind is not (LabelRecordKind.EventStart or LabelRecordKind.EventUpdate or LabelRecordKind.EventEnd))
                continue;
            if (!IsNamed(record, table.Cameras[record.Camera]))
                continue;
            output.Add(LabelMessages.Replayed(record, table.Cameras[record.Camera], StartOf(record), reply.Topic!));
            _sent++;
            if (_sent == command.Limit)
                return End(output, record.Id < newest ? record.Sequence + 1 : null);
        }

        return true;
    }

    private static bool IsNamed(in LabelRecord record, CameraNames names) =>
        (record.Label == LabelRecord.NoLabel || record.Label < names.Labels.Length)
        && (record.SubLabel == LabelRecord.NoLabel || record.SubLabel < names.SubLabels.Length);

    private bool End(List<MqttMessage> output, ulong? next)
    {
        output.AddRange(reply.Message(new CommandReplyPayload
        {
            Command = CommandNames.Of(CommandCode.Replay),
            Outcome = CommandNames.Of(CommandOutcome.Done),
            Replayed = _sent,
            Next = next,
        }));
        return false;
    }

    private long StartOf(in LabelRecord record)
    {
        var key = (record.BootEpoch, record.TrackId);
        if (_startOf.Count == MostStarts)
            _startOf.Clear();
        if (record.Kind == LabelRecordKind.EventStart)
            return _startOf[key] = record.WallTimeMs;
        return _startOf.TryGetValue(key, out var start) ? start : record.WallTimeMs - record.Value;
    }
}
