using System.Collections.Immutable;

namespace EdgeDaemon.Inference.Models;

/// <summary>A picture that comes with a model, and what the model must see in it.</summary>
/// <param name="ImagePath">Full path; the picture's digest was checked when the bundle was opened.</param>
/// <param name="Labels">
/// Labels as in labels.txt. For a classification the first is the best one; for a detection these are the labels of all
/// objects, each once. Empty: nothing may be seen.
/// </param>
/// <param name="MinScore">
/// Score that each of the labels must reach, 0..1. For an embedding: by how much the picture must be more alike to the one than to
/// the other, as a difference of cosine similarities.
/// </param>
/// <param name="Tolerance">How far below <paramref name="MinScore"/> still passes, 0..1: int8 arithmetic differs a little between processors.</param>
public sealed record GoldenCase(string ImagePath, ImmutableArray<string> Labels, float MinScore, float Tolerance)
{
    /// <summary>For an embedding: full paths of a picture that shows the same, and of one that shows something else. Null for other models.</summary>
    public (string Like, string Unlike)? Alike { get; init; }

    /// <summary>Path of the list inside a bundle.</summary>
    public const string FileName = "golden/expected.yaml";
}
