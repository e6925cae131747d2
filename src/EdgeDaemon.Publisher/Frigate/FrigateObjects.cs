using System.Globalization;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Payloads.Frigate;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Frigate;

/// <summary>Follows running events and describes them as Frigate does: before and after each step.</summary>
internal sealed class FrigateObjects(FrigateConfig config)
{
    private const int IdCharacters = 6;
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    // Sixteen cameras' worth of what the view follows. Beyond it nothing is known of what was before; what begins and never ends makes it so.
    internal const int MostRunning = 16 * CameraView.MostRunning;
    private readonly Dictionary<(uint Boot, uint Track), FrigateObjectPayload> _running = [];

    /// <summary>Forgets what is running.</summary>
    public void Clear() => _running.Clear();

    /// <summary>The message for one step, or null when the object has no label.</summary>
    public FrigateEventPayload? Follow(in AppliedRecord applied)
    {
        ref readonly var record = ref applied.Record;
        if (applied.Camera is not { } names || record.Label >= names.Labels.Length)
            return null;
        var key = (record.BootEpoch, record.TrackId);
        var before = _running.GetValueOrDefault(key);
        var after = Describe(applied, names, before);
        if (before is null && _running.Count == MostRunning)
            _running.Clear();
        if (record.Kind == LabelRecordKind.EventEnd)
            _running.Remove(key);
        else
            _running[key] = after;
        return new FrigateEventPayload
        {
            Type = record.Kind switch { LabelRecordKind.EventStart => "new", LabelRecordKind.EventUpdate => "update", _ => "end" },
            Before = before ?? after,
            After = after,
        };
    }

    private FrigateObjectPayload Describe(in AppliedRecord applied, CameraNames names, FrigateObjectPayload? before)
    {
        ref readonly var record = ref applied.Record;
        var isEnd = record.Kind == LabelRecordKind.EventEnd;
        var isStationary = record.Flags.HasFlag(LabelRecordFlags.Stationary);
        var box = record.Flags.HasFlag(LabelRecordFlags.HasBox) ? Pixels(record.Box) : isEnd ? before?.Box ?? new int[4] : new int[4];
        var (width, height) = (box[2] - box[0], box[3] - box[1]);
        var bits = record.Zones;
        string[] zones = [.. names.Zones.Where((_, i) => (bits & (1 << i)) != 0)];
        return new FrigateObjectPayload
        {
            Id = IdOf(record, applied.Step.StartMs),
            Camera = names.Camera,
            FrameTime = record.WallTimeMs / 1000.0,
            Label = config.NameOf(names.Labels[record.Label]),
            SubLabel = record.SubLabel < names.SubLabels.Length
                ? new FrigateSubLabelPayload(names.SubLabels[record.SubLabel], record.SubScore > 0 ? Math.Round(record.SubScore / 255.0, 3) : null)
                : null,
            Score = Math.Round(record.Score / 255.0, 3),
            TopScore = Math.Round(record.TopScore / 255.0, 3),
            FalsePositive = false,
            StartTime = applied.Step.StartMs / 1000.0,
            EndTime = isEnd ? record.WallTimeMs / 1000.0 : null,
            Box = box,
            Area = width * height,
            Ratio = height > 0 ? Math.Round((double)width / height, 2) : 0,
            Region = [0, 0, config.Width, config.Height],
            CurrentZones = zones,
            EnteredZones = [.. (before?.EnteredZones ?? []).Union(zones)],
            Active = !isEnd && !isStationary,
            Stationary = isStationary,
            MotionlessCount = 0,
            PositionChanges = before is null ? 0 : before.PositionChanges + (before.Box.SequenceEqual(box) && before.CurrentZones.SequenceEqual(zones) ? 0 : 1),
            Attributes = [],
            CurrentAttributes = [],
            HasClip = false,
            HasSnapshot = false,
        };
    }

    private int[] Pixels(NormalizedBox box)
    {
        var (left, top, right, bottom) = box.ToFractions();
        return [Scale(left, config.Width), Scale(top, config.Height), Scale(right, config.Width), Scale(bottom, config.Height)];
    }

    private static int Scale(float fraction, int pixels) => (int)MathF.Round(fraction * pixels);

    /// <summary>Seconds of the start, and six characters out of boot epoch and track.</summary>
    private static string IdOf(in LabelRecord record, long startMs)
    {
        // 36^6 is a little less than 2^32: the track spreads over all of it, the epoch moves where it begins.
        var number = unchecked((record.BootEpoch * 2654435761u) + record.TrackId);
        Span<char> text = stackalloc char[IdCharacters];
        for (var i = IdCharacters - 1; i >= 0; i--)
            (text[i], number) = (Digits[(int)(number % 36)], number / 36);
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, startMs) / 1000}.{Math.Max(0, startMs) % 1000 * 1000:000000}-{text}");
    }
}
