using System.Collections.Immutable;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline.Dismissing;

/// <summary>
/// "That was nothing": remembers place, size, label and, where there is one, the feature vector of events that were dismissed, and
/// suppresses their like there. Bounded: of more than <see cref="Most"/> the oldest go. Used by the inference thread.
/// </summary>
internal sealed class Dismissals : IDismissals
{
    /// <summary>Most that are remembered.</summary>
    public const int Most = 200;

    // How often each has suppressed something is told by "list" and worth an hour's loss at a power cut, but not a write at each hit.
    private static readonly TimeSpan HitsKeptEvery = TimeSpan.FromHours(1);
    private readonly ImmutableArray<CameraNames> _cameras;
    private readonly uint _bootEpoch;
    private readonly DismissalFile _file;
    private readonly TimeProvider _time;
    private readonly List<DismissalEntry> _entries;
    private readonly Dictionary<byte, CameraPipeline> _sources = [];
    private Func<int, PrivacyLevel> _privacyOf = _ => PrivacyLevel.Box;
    private uint _lastNumber;
    private long _keptAt;
    private bool _hasNewHits;

    /// <param name="cameras">Names, by index.</param>
    /// <param name="bootEpoch">Epoch whose events are known here.</param>
    /// <param name="file">Where they are kept.</param>
    /// <param name="time">Tells when they were made.</param>
    public Dismissals(ImmutableArray<CameraNames> cameras, uint bootEpoch, DismissalFile file, TimeProvider time)
    {
        (_cameras, _bootEpoch, _file, _time) = (cameras, bootEpoch, file, time);
        _entries = file.Load();
        _lastNumber = _entries.Select(entry => entry.Number).DefaultIfEmpty().Max();
        _keptAt = time.GetTimestamp();
        Trim();
    }

    /// <inheritdoc/>
    public int Count => _entries.Count(IsKnown);

    /// <summary>Says whose events a camera's are.</summary>
    public void Register(byte camera, CameraPipeline source) => _sources[camera] = source;

    /// <summary>Says how to learn a camera's privacy level, for what may be listed.</summary>
    public void AskPrivacyOf(Func<int, PrivacyLevel> privacyOf) => _privacyOf = privacyOf;

    /// <inheritdoc/>
    public CommandOutcome Dismiss(uint bootEpoch, uint track, out uint number, DecisionOrigin by)
    {
        number = 0;
        foreach (var (camera, source) in _sources)
        {
            if (bootEpoch != _bootEpoch || source.Find(track) is not { } thing)
                continue;
            number = ++_lastNumber;
            _entries.Add(new DismissalEntry
            {
                Number = number,
                Camera = _cameras[camera].Camera,
                Label = _cameras[camera].Labels[thing.Label],
                Box = thing.Box,
                Embedding = [.. thing.Embedding],
                CreatedMs = _time.GetUtcNow().ToUnixTimeMilliseconds(),
                By = by,
            });
            Trim();
            source.EndDismissed(track);
            return Save() ? CommandOutcome.Done : CommandOutcome.NotSaved;
        }

        return CommandOutcome.UnknownEvent;
    }

    /// <inheritdoc/>
    public CommandOutcome Undo(uint number, DecisionOrigin by)
    {
        var index = _entries.FindIndex(entry => entry.Number == number);
        if (index < 0)
            return CommandOutcome.UnknownItem;
        var entry = _entries[index];
        if (entry.By == DecisionOrigin.Operator && CommandRules.LimitOf(CommandCode.Undismiss, by) == CommandLimit.Device)
            return CommandOutcome.NotStricter;
        _entries.RemoveAt(index);
        if (!Save())
        {
            _entries.Insert(index, entry);
            return CommandOutcome.NotSaved;
        }

        foreach (var source in _sources.Values)
            source.Reconsider();
        return CommandOutcome.Done;
    }

    /// <inheritdoc/>
    public Dismissal At(int index)
    {
        var entry = _entries.Where(IsKnown).ElementAt(index);
        var camera = IndexOf(entry);
        var box = _privacyOf(camera) < PrivacyLevel.Box ? (NormalizedBox?)null
            : NormalizedBox.FromFractions(entry.Box.Left, entry.Box.Top, entry.Box.Right, entry.Box.Bottom);
        return new Dismissal(entry.Number, (byte)camera, (ushort)_cameras[camera].Labels.IndexOf(entry.Label), box, entry.Hits, entry.CreatedMs);
    }

    /// <summary>Writes down how often each has suppressed something, unless that is written already. Call it at the end.</summary>
    public void KeepHits()
    {
        if (_hasNewHits)
            Save();
    }

    /// <summary>Was the like of it dismissed there? Counted when it was.</summary>
    public bool Suppresses(byte camera, int label, in BoundingBox box, ReadOnlySpan<float> embedding)
    {
        var names = _cameras[camera];
        foreach (var entry in _entries)
        {
            if (entry.Camera != names.Camera || entry.Label != names.Labels[label]
                || !LookAlike.IsSamePlace(entry.Box, box) || !LookAlike.IsSameLook(entry.Embedding, embedding))
                continue;
            entry.Hits++;
            _hasNewHits = true;
            if (_time.GetElapsedTime(_keptAt) >= HitsKeptEvery)
                KeepHits();
            return true;
        }

        return false;
    }

    private bool Save()
    {
        (_keptAt, _hasNewHits) = (_time.GetTimestamp(), !_file.TrySave(_entries));
        return !_hasNewHits;
    }

    private void Trim() => _entries.RemoveRange(0, Math.Max(0, _entries.Count - Most));

    private bool IsKnown(DismissalEntry entry) => IndexOf(entry) >= 0;

    private int IndexOf(DismissalEntry entry)
    {
        for (var i = 0; i < _cameras.Length; i++)
        {
            if (_cameras[i].Camera == entry.Camera && _cameras[i].Labels.Contains(entry.Label))
                return i;
        }

        return -1;
    }
}
