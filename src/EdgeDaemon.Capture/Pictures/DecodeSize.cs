using System.Collections.Immutable;
using EdgeDaemon.Vision.Preprocessing;

namespace EdgeDaemon.Capture.Pictures;

/// <summary>How large a picture must be decoded so that no model gets fewer pixels than its input has.</summary>
internal static class DecodeSize
{
    /// <summary>The smallest size that serves all inputs; the full size when there are none.</summary>
    internal static (int Width, int Height) For(ImmutableArray<InputSpec> inputs, int width, int height)
    {
        if (inputs.IsDefaultOrEmpty)
            return (width, height);
        var (coverWidth, coverHeight) = (1, 1);
        foreach (var input in inputs)
        {
            var (w, h) = ResizeGeometry.MinimumSourceSize(input, width, height);
            (coverWidth, coverHeight) = (Math.Max(coverWidth, w), Math.Max(coverHeight, h));
        }

        return (coverWidth, coverHeight);
    }
}
