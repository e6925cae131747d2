using EdgeDaemon.TestKit.Evaluation;

namespace EdgeDaemon.Vision.Tests.Evaluation;

/// <summary>The yardstick of the accuracy tests, against cases computed by hand.</summary>
public sealed class AveragePrecisionTests
{
    private static readonly PixelBox First = new(0, 0, 10, 10);
    private static readonly PixelBox Second = new(100, 0, 110, 10);
    private static readonly PixelBox Nowhere = new(200, 200, 210, 210);

    [Fact]
    public void Overlap_HalfShared_IsAThird() =>
        Assert.Equal(1 / 3.0, First.Overlap(new PixelBox(5, 0, 15, 10)), 12);

    [Fact]
    public void Of_EverythingFound_IsOne() =>
        Assert.Equal(1, AveragePrecision.Of([new(0, 0, First), new(0, 0, Second)], [new(0, 0, Second, 0.5), new(0, 0, First, 0.9)], 0.5), 12);

    [Fact]
    public void Of_NothingFound_IsZero() => Assert.Equal(0, AveragePrecision.Of([new(0, 0, First)], [], 0.5));

    [Fact]
    public void Of_OneOfTwoFound_CountsTheRecallsUpToAHalf() =>
        // Precision 1 at the recalls 0.00 … 0.50, which are 51 of 101.
        Assert.Equal(51 / 101.0, AveragePrecision.Of([new(0, 0, First), new(0, 0, Second)], [new(0, 0, First, 0.9)], 0.5), 12);

    [Fact]
    public void Of_AWrongOneBetweenTwoRightOnes_TakesTheBestPrecisionFromThereOn() =>
        // Right, wrong, right: precision 1 up to recall 0.5 (51 recalls), then 2/3 (50 recalls).
        Assert.Equal(
            (51 + (50 * 2 / 3.0)) / 101,
            AveragePrecision.Of(
                [new(0, 0, First), new(0, 0, Second)],
                [new(0, 0, First, 0.9), new(0, 0, Nowhere, 0.8), new(0, 0, Second, 0.7)],
                0.5),
            12);

    [Fact]
    public void Of_FoundTwice_TheSecondIsWrong() =>
        // Wrong ones after every object is found cost nothing; before it they do.
        Assert.Equal(
            (51 + (50 * 2 / 3.0)) / 101,
            AveragePrecision.Of(
                [new(0, 0, First), new(0, 0, Second)],
                [new(0, 0, First, 0.9), new(0, 0, First, 0.8), new(0, 0, Second, 0.7)],
                0.5),
            12);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Of_OtherPictureOrClass_DoesNotCount(int picture, int label) =>
        Assert.Equal(0, AveragePrecision.Of([new(0, 0, First)], [new(picture, label, First, 0.9)], 0.5));

    [Fact]
    public void Of_InsideACrowd_IsNeitherRightNorWrong() =>
        Assert.Equal(
            1,
            AveragePrecision.Of(
                [new(0, 0, First), new(0, 0, new PixelBox(100, 0, 200, 100), IsCrowd: true)],
                [new(0, 0, Second, 0.9), new(0, 0, First, 0.8)],
                0.5),
            12);

    [Fact]
    public void Of_TwoClasses_IsTheirMean() =>
        Assert.Equal(0.5, AveragePrecision.Of([new(0, 0, First), new(0, 1, Second)], [new(0, 0, First, 0.9)], 0.5), 12);

    [Fact]
    public void Of_OverlapOfSevenTenths_CountsAtFiveOfTenThresholds()
    {
        // 7 of 10 columns: IoU exactly 0.7 of the larger box, so 0.50, 0.55, 0.60, 0.65 and, being reached, 0.70.
        var found = new PixelBox(0, 0, 7.0000001, 10);

        Assert.Equal(0.5, AveragePrecision.Of([new(0, 0, First)], [new(0, 0, found, 0.9)], AveragePrecision.CocoThresholds), 12);
    }
}
