using System.Text;
using System.Text.Json;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Publisher.Messages;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.Messages;

public sealed class LabelMessagesTests
{
    private readonly LabelMessages _messages = new(new TopicNames("edgedaemon", "unit"), TimeProvider.System);

    [Fact]
    public void Event_EverythingSet_IsThisText()
    {
        var record = LabelRecord.Of(LabelRecordKind.EventEnd, camera: 0);
        (record.BootEpoch, record.Sequence, record.TrackId, record.Label) = (7, 42, 3, 1);
        (record.WallTimeMs, record.Value, record.Score, record.TopScore, record.Zones) = (1_700_000_001_500, 1_500, 128, 255, 0b10);
        record.Flags = LabelRecordFlags.HasBox | LabelRecordFlags.ClockSynchronised;
        record.Box = NormalizedBox.FromFractions(0, 0.25f, 0.5f, 1);

        var message = _messages.Event(record, new CameraNames("porch", "detector", ["person", "cat"], ["gate", "path"]), startedAtMs: 1_700_000_000_000, zones: []).Single();

        Assert.Equal("edgedaemon/unit/porch/events", message.Topic);
        Assert.False(message.Retain);
        Assert.Equal(
            """{"id":"7-3","boot":7,"seq":42,"type":"end","camera":"porch","label":"cat","score":0.502,"top_score":1,"box":[0,0.25,0.5,1],"zones":["path"],"started_at":"2023-11-14T22:13:20.000Z","ended_at":"2023-11-14T22:13:21.500Z","time":"2023-11-14T22:13:21.500Z","clock_synced":true,"model":"detector"}""",
            Encoding.UTF8.GetString(message.Payload.Span));
        Assert.Equal(["boot=7", "seq=42", "clock=synchronised"], message.UserProperties.Select(p => $"{p.Key}={p.Value}"));
    }

    [Fact]
    public void Event_SubLabel_StandsAfterTheLabel()
    {
        var record = LabelRecord.Of(LabelRecordKind.EventUpdate, camera: 0);
        (record.Label, record.SubLabel, record.SubScore) = (1, 2, 205);
        record.Flags |= LabelRecordFlags.Stationary;

        var message = _messages.Event(record, new CameraNames("porch", "detector", ["person", "cat"], []) { SubLabels = ["van", "bus", "tabby"] }, startedAtMs: 0, zones: []).Single();

        var text = Encoding.UTF8.GetString(message.Payload.Span);
        Assert.Contains("\"label\":\"cat\",\"sub_label\":\"tabby\",\"sub_label_score\":0.804,\"score\"", text, StringComparison.Ordinal);
        Assert.Contains("\"stationary\":true,", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Event_LongestNames_StaysWithinTheBoundAndSaysWhatIsMissing()
    {
        var name = new string('n', Slug.MaxLength);
        var record = LabelRecord.Of(LabelRecordKind.EventStart, camera: 0);
        (record.BootEpoch, record.Sequence, record.TrackId, record.Label, record.SubLabel) = (uint.MaxValue, ulong.MaxValue, uint.MaxValue, 0, 0);
        (record.Zones, record.Flags, record.SubScore) = (ushort.MaxValue, LabelRecordFlags.HasBox | LabelRecordFlags.Stationary, 128);
        record.Box = NormalizedBox.FromFractions(0.12345f, 0.12345f, 0.98765f, 0.98765f);

        var names = new CameraNames(name, name, [name], [.. Enumerable.Repeat(name, CameraNames.MaxZones)]) { SubLabels = [name] };

        var message = _messages.Event(record, names, startedAtMs: 0, zones: []).Single();

        Assert.InRange(message.Payload.Length, 1, EventPayload.MaxBytes);
        using var json = JsonDocument.Parse(message.Payload);
        var kept = json.RootElement.GetProperty("zones").GetArrayLength();
        Assert.InRange(kept, 1, CameraNames.MaxZones - 1);
        Assert.Equal(CameraNames.MaxZones - kept, json.RootElement.GetProperty("zones_omitted").GetInt32());
    }

    [Theory]
    [InlineData(0, true, 7 * 24 * 3600)]
    [InlineData(3600, true, (7 * 24 * 3600) - 3600)]
    [InlineData(3600, false, 7 * 24 * 3600)]
    [InlineData(-3600, true, 7 * 24 * 3600)]
    [InlineData(30 * 24 * 3600, true, 60)]
    public void Event_OfSomeAge_HasTheRestOfItsLifeLeft(int ageSeconds, bool clockSynced, uint left)
    {
        var time = new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        var record = LabelRecord.Of(LabelRecordKind.EventStart, camera: 0);
        record.WallTimeMs = (1_700_000_000L - ageSeconds) * 1000;
        record.Flags = clockSynced ? LabelRecordFlags.ClockSynchronised : LabelRecordFlags.None;

        var message = new LabelMessages(new TopicNames("p", "d"), time).Event(record, new CameraNames("porch", "", [], []), 0, []).Single();

        Assert.Equal(left, message.ExpirySeconds);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Event_AbsurdTime_StillHasALife(long wallTimeMs)
    {
        var record = LabelRecord.Of(LabelRecordKind.EventStart, camera: 0);
        (record.WallTimeMs, record.Flags) = (wallTimeMs, LabelRecordFlags.ClockSynchronised);

        Assert.InRange(_messages.Event(record, new CameraNames("porch", "", [], []), 0, []).Single().ExpirySeconds!.Value, 60u, 7u * 24 * 3600);
    }

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000Z")]
    [InlineData(1_700_000_000_123, "2023-11-14T22:13:20.123Z")]
    [InlineData(long.MaxValue, "9999-12-31T23:59:59.999Z")]
    [InlineData(long.MinValue, "0001-01-01T00:00:00.000Z")]
    public void Format_AnyClock_IsRfc3339(long unixMs, string text) => Assert.Equal(text, PayloadTime.Format(unixMs));
}
