namespace EdgeDaemon.Vision.Tests.Decoding;

/// <summary>A box in input pixels, as a model would report it.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Bottom edge.</param>
/// <param name="Label">0 or 1.</param>
/// <param name="Score">0..1.</param>
/// <param name="Source">Row of the output, for families that have rows to choose from.</param>
internal readonly record struct TestBox(float Left, float Top, float Right, float Bottom, int Label = 0, float Score = 0.9f, int Source = 3)
{
    public float X => (Left + Right) / 2;

    public float Y => (Top + Bottom) / 2;

    public float Width => Right - Left;

    public float Height => Bottom - Top;

    /// <summary>The value of class 0's channel.</summary>
    public float FirstClass(float score, float otherwise = 0) => Label == 0 ? score : otherwise;

    /// <summary>The value of class 1's channel.</summary>
    public float SecondClass(float score, float otherwise = 0) => Label == 1 ? score : otherwise;
}
