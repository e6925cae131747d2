using System.Globalization;

namespace EdgeDaemon.Capture.V4l2;

/// <summary>A size that a camera offers, or a range of sizes.</summary>
/// <param name="MinWidth">Smallest width.</param>
/// <param name="MaxWidth">Largest width.</param>
/// <param name="StepWidth">Between two widths.</param>
/// <param name="MinHeight">Smallest height.</param>
/// <param name="MaxHeight">Largest height.</param>
/// <param name="StepHeight">Between two heights.</param>
/// <param name="Rates">Frames per second, highest first; empty: not told.</param>
internal sealed record V4l2Size(
    int MinWidth, int MaxWidth, int StepWidth, int MinHeight, int MaxHeight, int StepHeight, IReadOnlyList<double> Rates)
{
    /// <summary>Is it one size only?</summary>
    internal bool IsSingle => MinWidth == MaxWidth && MinHeight == MaxHeight;

    /// <summary>Is this size offered?</summary>
    internal bool Fits(int width, int height) =>
        width >= MinWidth && width <= MaxWidth && (width - MinWidth) % StepWidth == 0 &&
        height >= MinHeight && height <= MaxHeight && (height - MinHeight) % StepHeight == 0;

    /// <inheritdoc/>
    public override string ToString()
    {
        var size = IsSingle ? $"{MaxWidth}×{MaxHeight}" : $"{MinWidth}×{MinHeight} to {MaxWidth}×{MaxHeight}";
        return Rates.Count == 0 ? size : $"{size} ({string.Join(", ", Rates.Select(r => r.ToString("0.##", CultureInfo.InvariantCulture)))} fps)";
    }
}

/// <summary>A pixel format that a camera offers.</summary>
/// <param name="Fourcc">The kernel's name for it.</param>
/// <param name="Description">The driver's words.</param>
/// <param name="Sizes">Its sizes; empty: not told.</param>
internal sealed record V4l2Offer(uint Fourcc, string Description, IReadOnlyList<V4l2Size> Sizes)
{
    /// <summary>Null when it is not read by this program.</summary>
    internal CameraFormat? Format => CameraFormats.Of(Fourcc);

    /// <summary>The entry for a size; null when it is not offered.</summary>
    internal V4l2Size? SizeFor(int width, int height) => Sizes.FirstOrDefault(s => s.Fits(width, height));

    /// <summary>May this size be asked for? A driver that tells no sizes has to be tried.</summary>
    internal bool MayHave(int width, int height) => Sizes.Count == 0 || SizeFor(width, height) is not null;
}
