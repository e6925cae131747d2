using System.Collections.Immutable;

namespace EdgeDaemon.Publisher.Publishing;

/// <summary>Which labels have topics.</summary>
public sealed record ShownLabels
{
    // A model with many labels and a camera with many zones: each pair then appears when it is first seen.
    private const int MostListedPairs = 256;

    /// <summary>Per camera, labels that are shown with 0 from the start; other labels appear when they are first counted.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> ListedLabels { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Cameras whose other labels are not reported: what the journal still says of them is not shown after a restart.</summary>
    public IReadOnlySet<string> ListIsComplete { get; init; } = ImmutableHashSet<string>.Empty;

    internal ImmutableArray<string> Listed(string camera) => ListedLabels.GetValueOrDefault(camera, []);

    internal ImmutableArray<string> ListedInZones(string camera, int zones) =>
        Listed(camera) is var listed && listed.Length * zones <= MostListedPairs ? listed : [];

    internal bool MayShow(string camera, string label) => !ListIsComplete.Contains(camera) || Listed(camera).Contains(label);
}
