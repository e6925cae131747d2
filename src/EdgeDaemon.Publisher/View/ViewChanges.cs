namespace EdgeDaemon.Publisher.View;

/// <summary>What one record changed in the view, in the order in which it is told. Cleared and used again for the next.</summary>
internal sealed class ViewChanges
{
    private readonly List<ViewChange> _all = [];

    /// <summary>The changes.</summary>
    public IReadOnlyList<ViewChange> All => _all;

    /// <summary>Nothing has changed yet.</summary>
    public void Clear() => _all.Clear();

    /// <summary>Something has.</summary>
    public void Add(ViewChangeKind kind, CameraView camera, string? label = null, string? zone = null) => _all.Add(new ViewChange(kind, camera, label, zone));
}

/// <summary>What may change.</summary>
internal enum ViewChangeKind
{
    /// <summary>The counts of all its labels, and of those in its zones.</summary>
    AllLabels,

    /// <summary>Its health, and nothing that follows from it.</summary>
    Health,

    /// <summary>Its state document.</summary>
    State,

    /// <summary>The count of a label.</summary>
    Label,

    /// <summary>The count of a label in a zone.</summary>
    ZoneLabel,

    /// <summary>An event took its step.</summary>
    Event,

    /// <summary>A label is no longer shown.</summary>
    LabelGone,

    /// <summary>A label is no longer shown in a zone.</summary>
    ZoneLabelGone,

    /// <summary>There is no such camera any more.</summary>
    CameraGone,
}

/// <summary>One change.</summary>
/// <param name="Kind">What changed.</param>
/// <param name="Camera">Of which camera.</param>
/// <param name="Label">Of which label, where it is about one.</param>
/// <param name="Zone">In which zone, where it is about one.</param>
internal readonly record struct ViewChange(ViewChangeKind Kind, CameraView Camera, string? Label, string? Zone);
