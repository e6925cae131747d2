namespace EdgeDaemon.Tests.Accuracy;

/// <summary>One figure of a model beside the recorded one.</summary>
/// <param name="Name">Such as <c>AP50</c>.</param>
/// <param name="Ours">Measured now.</param>
/// <param name="Recorded">By the assets' reference.</param>
/// <param name="Limit">How far they may be apart.</param>
/// <param name="Digits">Decimals that mean something.</param>
internal sealed record Figure(string Name, double Ours, double Recorded, double Limit, int Digits)
{
    /// <summary>A per cent figure, which may be 1 point off.</summary>
    public static Figure Points(string name, double ours, double recorded) => new(name, ours, recorded, 1.0, 1);

    /// <summary>A share of 1, which may be 0.01 off.</summary>
    public static Figure Share(string name, double ours, double recorded) => new(name, ours, recorded, 0.01, 3);

    /// <summary>Ours less the recorded one.</summary>
    public double Difference => Ours - Recorded;

    /// <summary>Is it near enough? Two figures of 200 pictures that differ by two of them are exactly a point apart.</summary>
    public bool IsWithinLimit => Math.Abs(Difference) <= Limit + 1e-9;
}

/// <summary>How many reference results were seen again.</summary>
/// <param name="What">What was counted.</param>
/// <param name="Same">Seen as recorded, within the tolerances.</param>
/// <param name="Recorded">All that were recorded.</param>
/// <param name="More">Seen, but not recorded.</param>
/// <param name="MayMiss">As many as a second implementation of the reference missed.</param>
/// <param name="MayAdd">As many as it had more.</param>
internal sealed record ReferenceCount(string What, int Same, int Recorded, int More = 0, int MayMiss = 0, int MayAdd = 0)
{
    /// <summary>Is it no worse than the second implementation?</summary>
    public bool IsWithinLimit => Recorded - Same <= MayMiss && More <= MayAdd;

    public override string ToString() => $"{Same} of {Recorded} {What}{(More > 0 ? $", {More} more" : "")}";
}
