using EdgeDaemon.Inference.OnnxModel;

namespace EdgeDaemon.Inference.Tests.OnnxModel.Hostile;

/// <summary>A file that must not be loaded.</summary>
/// <param name="Family">What it tries.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Limits">Those it must be refused under.</param>
internal sealed record HostileModel(string Family, byte[] Bytes, OnnxLimits Limits)
{
    /// <summary>Refused under the limits of every day.</summary>
    public HostileModel(string family, byte[] bytes)
        : this(family, bytes, new OnnxLimits())
    {
    }
}
