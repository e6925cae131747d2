using System.Globalization;

namespace EdgeDaemon.Inference.OnnxModel.Growth;

/// <summary>
/// A number of which only bounds are known before the graph runs: a dimension, or an element of a small tensor that may
/// become one. Arithmetic never leaves the true number out; what it cannot follow is <see cref="Everything"/>.
/// </summary>
/// <param name="Low">It is not less.</param>
/// <param name="High">It is not more.</param>
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>Nothing is known.</summary>
    public static readonly Interval Everything = new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Is the number known?</summary>
    public bool IsExact => Low == High && double.IsFinite(Low);

    /// <summary>A number that is known.</summary>
    public static Interval Exactly(double value) => double.IsFinite(value) ? new(value, value) : Everything;

    /// <summary>Bounds that may have come out of order or as no numbers.</summary>
    public static Interval Between(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? Everything : new(Math.Min(a, b), Math.Max(a, b));

    /// <summary>Bounds of either.</summary>
    public static Interval Hull(Interval a, Interval b) => new(Math.Min(a.Low, b.Low), Math.Max(a.High, b.High));

    public static Interval operator +(Interval a, Interval b) => Between(a.Low + b.Low, a.High + b.High);

    public static Interval operator -(Interval a, Interval b) => Between(a.Low - b.High, a.High - b.Low);

    public static Interval operator *(Interval a, Interval b) => Corners(a, b, (x, y) => x * y);

    public static Interval operator /(Interval a, Interval b) => b.Low <= 0 && b.High >= 0 ? Everything : Corners(a, b, (x, y) => x / y);

    /// <summary>Applies a function that never falls, such as rounding.</summary>
    public Interval Map(Func<double, double> rising) => Between(rising(Low), rising(High));

    /// <summary>As a size: what is below 0 cannot be.</summary>
    public Interval AsSize() => new(Math.Max(Low, 0), Math.Max(High, 0));

    /// <inheritdoc/>
    public override string ToString() => double.IsPositiveInfinity(High) ? "?"
        : IsExact ? High.ToString("0.##", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"≤{High:0.##}");

    private static Interval Corners(Interval a, Interval b, Func<double, double, double> f)
    {
        ReadOnlySpan<double> corners = [f(a.Low, b.Low), f(a.Low, b.High), f(a.High, b.Low), f(a.High, b.High)];
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var corner in corners)
        {
            if (double.IsNaN(corner))
                return Everything;
            (low, high) = (Math.Min(low, corner), Math.Max(high, corner));
        }

        return new(low, high);
    }
}
