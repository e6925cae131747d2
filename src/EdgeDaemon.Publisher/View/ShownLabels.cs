using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace EdgeDaemon.Publisher.View;

/// <summary>Which labels have topics.</summary>
internal sealed record ShownLabels
{
    // A model with many labels and a camera with many zones: each pair then appears when it is first seen.
    private const int MostListedPairs = 256;

    /// <summary>Per camera, labels that are shown with 0 from the start; other labels appear when they are first counted.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> ListedLabels { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Cameras whose other labels are not reported: what the journal still says of them is not shown after a restart.</summary>
    public IReadOnlySet<string> ListIsComplete { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>What people call the labels of the cameras.</summary>
    public LabelTitles Titles { get; init; } = LabelTitles.None;

    /// <summary>Labels of a camera that are shown from the start.</summary>
    public ImmutableArray<string> Listed(string camera) => ListedLabels.GetValueOrDefault(camera, []);

    /// <summary>Labels of a camera that are shown in each of its zones from the start.</summary>
    public ImmutableArray<string> ListedInZones(string camera, int zones) =>
        Listed(camera) is var listed && listed.Length * zones <= MostListedPairs ? listed : [];

    /// <summary>Is a label of a camera shown when it is counted?</summary>
    public bool MayShow(string camera, string label) => !ListIsComplete.Contains(camera) || Listed(camera).Contains(label);

    /// <summary>SHA-256 of all of it: the same exactly when the same labels are shown.</summary>
    public byte[] Digest()
    {
        var text = new StringBuilder();
        foreach (var (camera, listed) in ListedLabels.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            text.Append(camera).Append(' ').AppendJoin(' ', listed).Append('\n');
        text.Append('\n').AppendJoin(' ', ListIsComplete.Order(StringComparer.Ordinal));
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
