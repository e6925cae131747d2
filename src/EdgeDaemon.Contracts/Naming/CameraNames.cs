using System.Collections.Immutable;

namespace EdgeDaemon.Contracts.Naming;

/// <summary>The names behind the indices of one camera's records.</summary>
/// <param name="Camera">Slug of the camera.</param>
/// <param name="Model">Name of its model; empty when it has none.</param>
/// <param name="Labels">Labels of that model as slugs; index = <see cref="Records.LabelRecord.Label"/>.</param>
/// <param name="Zones">Zones as slugs, at most 16; index = bit of <see cref="Records.LabelRecord.Zones"/>.</param>
public sealed record CameraNames(
    string Camera, string Model, ImmutableArray<string> Labels, ImmutableArray<string> Zones)
{
    /// <summary>Most zones that a record can name.</summary>
    public const int MaxZones = 16;

    /// <summary>
    /// Labels of the second models as slugs, one model after the other; index = <see cref="Records.LabelRecord.SubLabel"/>. Two models
    /// may have the same.
    /// </summary>
    public ImmutableArray<string> SubLabels { get; init; } = [];
}
