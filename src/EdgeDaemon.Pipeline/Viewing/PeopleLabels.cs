using System.Collections.Frozen;

namespace EdgeDaemon.Pipeline.Viewing;

/// <summary>Which labels of models stand for people, or for what tells who they are. A model without any of them does not say where people are.</summary>
internal static class PeopleLabels
{
    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
        ["person", "people", "pedestrian", "human", "man", "woman", "child", "boy", "girl", "baby", "rider", "cyclist", "driver", "face", "head", "body"],
        StringComparer.Ordinal);

    /// <summary>Is the label, a slug, one of them, or made with one, as <c>human-face</c>?</summary>
    public static bool Has(string label) => label.Split('-', '_').Any(Words.Contains);
}
