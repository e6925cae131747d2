using EdgeDaemon.Inference.Quantization;

namespace EdgeDaemon.Inference.Tests.Quantization;

public sealed class ValueHistogramTests
{
    [Fact]
    public void Range_NothingLeftOut_IsSmallestToLargest()
    {
        var values = Filled(-3.25f, 0.5f, 7.1f);
        Assert.Equal((-3.25f, 7.1f), values.Range(0));
    }

    [Theory]
    [InlineData(new[] { 2f, 3f }, 0, 3)]
    [InlineData(new[] { -2f, -3f }, -3, 0)]
    [InlineData(new[] { 0f }, 0, 0)]
    public void Range_OnOneSideOfZero_HoldsZero(float[] values, float low, float high) => Assert.Equal((low, high), Filled(values).Range(0));

    [Fact]
    public void Range_AShareLeftOut_EndsWhereTheRestBegins()
    {
        // 1 of 1000 is far above, 1 far below.
        var values = Filled([1000, -500, .. Enumerable.Range(0, 998).Select(i => (i % 100 / 50f) - 1)]);

        var (low, high) = values.Range(0.002);

        // Ends are those of the steps that values are counted in: a 32nd further out at the most.
        Assert.InRange(low, -1.03125f, -0.9f);
        Assert.InRange(high, 0.9f, 1.03125f);
        Assert.Equal((-500f, 1000f), values.Range(0.0005));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Add_WhatIsNotFinite_IsTold(float value)
    {
        Assert.False(new ValueHistogram().Add([1, value, 2]));
        Assert.True(new ValueHistogram().Add([1, 2]));
    }

    [Fact]
    public void Noise_ChannelsOfVeryDifferentStrength_IsThatOfTheWeakOnes()
    {
        var (even, uneven) = (new ValueHistogram(), new ValueHistogram());
        even.Add([1, -1, 1, -1], channels: 2);
        uneven.Add([1, -1, 0.001f, -0.001f], channels: 2);

        Assert.InRange(even.Noise(even.Range(0)), 1e-6, 1e-5);
        Assert.InRange(uneven.Noise(uneven.Range(0)), 0.49, 0.51);
    }

    private static ValueHistogram Filled(params float[] values)
    {
        var histogram = new ValueHistogram();
        histogram.Add(values);
        return histogram;
    }
}
