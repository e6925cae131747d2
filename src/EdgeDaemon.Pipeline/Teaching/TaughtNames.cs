using System.Collections.Immutable;

namespace EdgeDaemon.Pipeline.Teaching;

/// <summary>What a camera can be taught, as its configuration names it.</summary>
/// <param name="Model">Identity of the bundle that makes the feature vectors.</param>
/// <param name="FirstSubLabel">Index of the first name among the camera's sub-labels.</param>
/// <param name="Names">The names, as slugs.</param>
internal sealed record TaughtNames(string Model, int FirstSubLabel, ImmutableArray<string> Names);
