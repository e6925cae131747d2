using System.Collections.Immutable;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Viewing;
using EdgeDaemon.Pipeline.Gating;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Pipeline.Viewing;

/// <summary>
/// What people at the device see of a camera: its newest frame, a few times a second, and only while somebody looks. The inference thread leaves
/// a copy of a frame here, viewers' threads make a picture of it. People are pixelated where the configuration says so, by what the model saw
/// in this frame or, while nothing moves, in the last one that it looked at; where that is not known, the whole picture is.
/// </summary>
/// <param name="labels">Labels of the camera's model, where it gives boxes; empty: it has none.</param>
/// <param name="pool">Lends the copies.</param>
/// <param name="view">How much may be seen now.</param>
internal sealed class CameraView(ImmutableArray<string> labels, FramePool pool, Func<ConsoleView> view) : IDisposable
{
    /// <summary>Least time between two pictures: at most five a second.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>For how long a place stays pixelated where the model sees nobody any more: it may have missed somebody in one frame.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1.5);

    private readonly bool[] _isPeople = [.. labels.Select(PeopleLabels.Has)];
    private readonly List<(BoundingBox Box, TimeSpan SeenAt)> _people = new(ViewHeader.MostBoxes);
    private readonly List<ViewBox> _boxes = new(ViewHeader.MostBoxes);
    private readonly object _slot = new();
    private readonly Lock _making = new();
    private readonly ViewPainter _painter = new();
    private int _watchers;
    private TimeSpan _shownAt = TimeSpan.MinValue;
    private bool _isKnown;
    private (Frame Frame, BoundingBox[]? People, ViewBox[] Boxes)? _newest;
    private long _number;
    private long _cleared;
    private ViewPicture? _picture;

    /// <summary>How much may be seen now.</summary>
    public ConsoleView Allowed => view();

    /// <summary>One more looks. Called by the inference thread, which has written so to the journal.</summary>
    public void Join()
    {
        if (_watchers++ == 0)
            (_shownAt, _isKnown) = (TimeSpan.MinValue, false);
    }

    /// <summary>One of them no longer does.</summary>
    public void Leave()
    {
        if (--_watchers == 0)
            Clear();
    }

    /// <summary>Takes a copy of a frame that was decided, if somebody looks and it is time. Called by the inference thread.</summary>
    /// <param name="frame">The frame; not retained.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="seen">What the model saw in it; null: it did not look.</param>
    public void Observe(Frame frame, GateOutcome outcome, ModelResult? seen)
    {
        if (_watchers == 0)
            return;
        _isKnown = seen is not null ? Note(seen, frame.Timestamp) : _isKnown && outcome == GateOutcome.Still;
        if (_shownAt != TimeSpan.MinValue && frame.Timestamp - _shownAt < Interval && frame.Timestamp >= _shownAt)
            return;
        _shownAt = frame.Timestamp;
        var copy = pool.Rent(frame.Format, frame.Width, frame.Height);
        frame.Bytes.CopyTo(copy.Bytes);
        copy.Range = frame.Range;
        lock (_slot)
        {
            _newest?.Frame.Dispose();
            _newest = (copy, _isKnown ? [.. _people.Select(person => person.Box)] : null, [.. _boxes]);
            _number++;
            Monitor.PulseAll(_slot);
        }
    }

    /// <summary>Forgets what was seen until now, for whoever comes later too: the camera is closed, or nobody looks. Called by the inference thread.</summary>
    public void Clear()
    {
        _isKnown = false;
        lock (_slot)
        {
            _cleared = _number;
            _newest?.Frame.Dispose();
            _newest = null;
        }
    }

    /// <summary>The first picture after another one; null: none came in this time, or none may be seen.</summary>
    /// <param name="number">The number of the one before, 0 at first; then that of the result.</param>
    /// <param name="patience">Longest wait.</param>
    public ViewPicture? Next(ref long number, TimeSpan patience)
    {
        lock (_slot)
        {
            if (_number <= number && !Monitor.Wait(_slot, patience))
                return null;
        }

        lock (_making)
        {
            var before = number;
            if (Take(out number) is { } taken)
            {
                using (taken.Frame)
                    _picture = Allowed == ConsoleView.Never ? null : _painter.Paint(taken.Frame, Allowed == ConsoleView.Full, taken.People, taken.Boxes);
            }

            return number > before && !IsCleared(number) ? _picture : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private (Frame Frame, BoundingBox[]? People, ViewBox[] Boxes)? Take(out long number)
    {
        lock (_slot)
        {
            number = _number;
            var taken = _newest;
            _newest = null;
            return taken;
        }
    }

    private bool IsCleared(long number)
    {
        lock (_slot)
            return number <= _cleared;
    }

    /// <summary>Remembers what was seen. False: it does not tell where people are.</summary>
    private bool Note(ModelResult seen, TimeSpan at)
    {
        _boxes.Clear();
        _people.RemoveAll(person => at - person.SeenAt > Linger || at < person.SeenAt);
        foreach (var found in seen.Detections)
        {
            var box = found.Box;
            if (_boxes.Count < ViewHeader.MostBoxes)
                _boxes.Add(new ViewBox(NormalizedBox.FromFractions(box.Left, box.Top, box.Right, box.Bottom), (ushort)found.LabelIndex, LabelRecord.QuantizeScore(found.Score)));
            if (found.LabelIndex >= _isPeople.Length || !_isPeople[found.LabelIndex])
                continue;
            // More of them than can be remembered, or a place that is none: then nobody knows.
            if (_people.Count >= 8 * ViewHeader.MostBoxes || !float.IsFinite(box.Left + box.Top + box.Right + box.Bottom))
                return false;
            _people.Add((box, at));
        }

        return Array.IndexOf(_isPeople, true) >= 0;
    }
}
