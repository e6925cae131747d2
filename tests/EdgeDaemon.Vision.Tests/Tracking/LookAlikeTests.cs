using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Vision.Tests.Tracking;

public sealed class LookAlikeTests
{
    [Theory]
    [InlineData(0.2f, 0.3f, true)]
    [InlineData(0.22f, 0.3f, true)]
    [InlineData(0.3f, 0.3f, false)]
    [InlineData(0.2f, 0.9f, false)]
    public void IsSamePlace_ShiftedOrResized_HandComputed(float left, float side, bool expected) =>
        Assert.Equal(expected, LookAlike.IsSamePlace(new BoundingBox(0.2f, 0.2f, 0.5f, 0.5f), new BoundingBox(left, 0.2f, left + side, 0.2f + side)));

    [Fact]
    public void Cosine_HandComputed()
    {
        Assert.Equal(0.6f, LookAlike.Cosine([1, 0], [3, 4]), 1e-6f);
        Assert.Equal(-1, LookAlike.Cosine([1, 2], [-2, -4]), 1e-6f);
        Assert.Equal(0, LookAlike.Cosine([0, 0], [1, 1]));
    }

    [Fact]
    public void IsSameLook_MissingOrOtherVector_SpeaksNotAgainstIt()
    {
        Assert.True(LookAlike.IsSameLook([], [1, 0]));
        Assert.True(LookAlike.IsSameLook([1, 0, 0], [1, 0]));
        Assert.False(LookAlike.IsSameLook([1, 0], [0, 1]));
    }
}
