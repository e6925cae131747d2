using System.Globalization;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;

namespace EdgeDaemon.Journal;

/// <summary>One journal record as a line for people. Names come from the tables at hand; where none fits, numbers are shown.</summary>
public sealed class RecordText(IReadOnlyDictionary<uint, NameTable> tables)
{
    /// <summary>Describes a record.</summary>
    public string Describe(in LabelRecord record)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(record.WallTimeMs).UtcDateTime;
        var clock = record.Flags.HasFlag(LabelRecordFlags.ClockSynchronised) ? ' ' : '~';
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{record.Id,-24} {time:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}{clock} {CameraOf(record),-16} {Content(record)}");
    }

    /// <summary>What a record says, without number, time and camera.</summary>
    public string Content(in LabelRecord record) => record.Kind switch
    {
        LabelRecordKind.Boot => $"boot, previous epoch {record.Value}",
        LabelRecordKind.EventStart => $"start  {LabelOf(record)}{SubLabelOf(record)} #{record.TrackId} {Score(record.Score)}{Box(record)}",
        LabelRecordKind.EventUpdate => $"update {LabelOf(record)}{SubLabelOf(record)} #{record.TrackId} {Score(record.Score)} best {Score(record.TopScore)}{Box(record)}",
        LabelRecordKind.EventEnd => $"end    {LabelOf(record)}{SubLabelOf(record)} #{record.TrackId} after {record.Value} ms, best {Score(record.TopScore)}",
        LabelRecordKind.State => $"state  {TopicValues.Word((CameraState)record.Value)}{Settings(EffectiveSettings.From(record))}",
        LabelRecordKind.Count => $"count  {LabelOf(record)} = {record.Value}",
        LabelRecordKind.Health => $"health {((CameraHealth)record.Value).ToString().ToLowerInvariant()} {Score(record.Score)}",
        LabelRecordKind.Gap => $"GAP    {record.Value} records lost, sequence {record.GapFirstSequence} to {record.GapFirstSequence + record.TrackId}",
        LabelRecordKind.ModelChange => $"model  {Version(ModelChange.From(record))}",
        LabelRecordKind.ConfigChange => $"configuration changed{Note((ConfigNote)record.Value)}",
        LabelRecordKind.Command => $"command {CommandNames.Of((CommandCode)record.Value)}",
        LabelRecordKind.Metrics => Metrics(CameraMetrics.From(record)),
        LabelRecordKind.View => View(ViewNote.From(record)),
        _ => $"kind {(byte)record.Kind}, value {record.Value}",
    };

    private static string View(ViewNote view) => string.Create(
        CultureInfo.InvariantCulture, $"looked at by user {view.Viewer}, {(view.IsMasked ? "people masked" : "in full")}{(view.Duration is { } time ? $", for {time.TotalSeconds:F1} s" : ", from here on")}");

    private static string Metrics(in CameraMetrics m) => string.Create(
        CultureInfo.InvariantCulture,
        $"metrics {m.FramesPerSecond:F2} fps, latency {m.LatencyP50?.TotalMilliseconds:F1}/{m.LatencyP99?.TotalMilliseconds:F1} ms, in {m.FramesIn}, skipped {m.FramesSkipped}, inferred {m.FramesInferred}, gated {m.FramesGated}{(m.RateShare < 1 ? $", {m.RateShare:P0} of the rate ({TopicValues.Word(m.LimitedBy)})" : "")}");

    private static string Settings(EffectiveSettings? settings) => settings is not { } s ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $", privacy {TopicValues.Word(s.Privacy)} ({TopicValues.Word(s.PrivacyBy)}){(s.Pause is { } p ? $", paused ({TopicValues.Word(p.By)}{(p.Left is { } left ? $", {left.TotalSeconds} s" : "")})" : "")}{(s.Threshold is { } t ? $", threshold {t}" : "")}");

    private static string Version(ModelChange? change) => change is not { } known ? "changed"
        : $"{known.Place switch { ModelChange.Own => "", ModelChange.Health => "of health ", var second => $"{second} of then " }}version {known.Digits}{(known.Note == ModelNote.None ? "" : $", returned to: the newer one is {TopicValues.Word(known.Note)}")}";

    private static string Note(ConfigNote note) => note switch
    {
        ConfigNote.LightAdded => ": from here on a light shows that a camera is open",
        ConfigNote.LightRemoved => ": from here on no light shows that a camera is open",
        _ => "",
    };

    private CameraNames? NamesOf(in LabelRecord record) =>
        tables.TryGetValue(record.TableHash, out var table) && record.Camera < table.Cameras.Length ? table.Cameras[record.Camera] : null;

    private string CameraOf(in LabelRecord record) => record.Camera == LabelRecord.DeviceItself
        ? "(device)"
        : NamesOf(record)?.Camera ?? $"camera {record.Camera}";

    private string LabelOf(in LabelRecord record) => NamesOf(record) is { } names && record.Label < names.Labels.Length
        ? names.Labels[record.Label]
        : $"label {record.Label} of table {record.TableHash:x8}";

    private string SubLabelOf(in LabelRecord record) => record.SubLabel == LabelRecord.NoLabel ? ""
        : NamesOf(record) is { } names && record.SubLabel < names.SubLabels.Length ? $" ({names.SubLabels[record.SubLabel]})"
        : $" (sub-label {record.SubLabel})";

    private static string Score(byte score) => (score / 255.0).ToString("F2", CultureInfo.InvariantCulture);

    private static string Box(in LabelRecord record)
    {
        if (!record.Flags.HasFlag(LabelRecordFlags.HasBox))
            return "";
        var (left, top, right, bottom) = record.Box.ToFractions();
        return string.Create(CultureInfo.InvariantCulture, $" at {left:F2},{top:F2}-{right:F2},{bottom:F2}");
    }
}
