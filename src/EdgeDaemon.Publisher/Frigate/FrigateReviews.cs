using EdgeDaemon.Contracts.Payloads.Frigate;

namespace EdgeDaemon.Publisher.Frigate;

/// <summary>Puts events together to review items: one begins with a camera's first object, and ends with its last.</summary>
internal sealed class FrigateReviews
{
    private readonly Dictionary<string, (FrigateReviewItemPayload Item, HashSet<string> Running)> _open = new(StringComparer.Ordinal);

    /// <summary>Forgets what is running.</summary>
    public void Clear() => _open.Clear();

    /// <summary>The message for a step of an event; null: the item is as it was.</summary>
    public FrigateReviewPayload? Follow(FrigateEventPayload step)
    {
        var seen = step.After;
        var isEnd = step.Type == "end";
        if (!_open.TryGetValue(seen.Camera, out var open))
        {
            if (isEnd)
                return null; // it was told with another item, before the publisher began or records were lost
            var first = With(Begin(seen), seen);
            _open.Add(seen.Camera, (first, [seen.Id]));
            return new FrigateReviewPayload { Type = "new", Before = first, After = first };
        }

        if (isEnd)
            open.Running.Remove(seen.Id);
        else if (open.Running.Count < FrigateObjects.MostRunning)
            open.Running.Add(seen.Id);
        var isOver = open.Running.Count == 0;
        var item = With(open.Item, seen) with { EndTime = isOver ? seen.EndTime : null };
        if (isOver)
            _open.Remove(seen.Camera);
        else if (ReferenceEquals(item.Data, open.Item.Data))
            return null;
        else
            _open[seen.Camera] = (item, open.Running);
        return new FrigateReviewPayload { Type = isOver ? "end" : "update", Before = open.Item, After = item };
    }

    private static FrigateReviewItemPayload Begin(FrigateObjectPayload first) => new()
    {
        Id = first.Id,
        Camera = first.Camera,
        StartTime = first.StartTime,
        Severity = "detection",
        ThumbPath = "",
        Data = new FrigateReviewDataPayload { Detections = [], Objects = [], SubLabels = [], Zones = [], Audio = [] },
    };

    /// <summary>The item with what is new of an object; its data are the same ones where nothing is.</summary>
    private static FrigateReviewItemPayload With(FrigateReviewItemPayload item, FrigateObjectPayload seen)
    {
        var (data, before) = (item.Data, item.Data);
        if (!data.Detections.Contains(seen.Id) && data.Detections.Length < FrigateReviewDataPayload.MostDetections)
            data = data with { Detections = [.. data.Detections, seen.Id] };
        if (!data.Objects.Contains(seen.Label))
            data = data with { Objects = [.. data.Objects, seen.Label] };
        if (seen.SubLabel is { } sub && !data.SubLabels.Contains(sub.Name))
            data = data with { SubLabels = [.. data.SubLabels, sub.Name] };
        if (seen.EnteredZones.Except(data.Zones).Any())
            data = data with { Zones = [.. data.Zones.Union(seen.EnteredZones)] };
        return ReferenceEquals(data, before) ? item : item with { Data = data, Severity = seen.Label is "person" or "car" ? "alert" : item.Severity };
    }
}
