using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Contracts.Tests.Records;

public class RecordIdTests
{
    [Theory]
    [InlineData(1, 5, 1, 6, -1)]
    [InlineData(1, 9, 2, 1, -1)]
    [InlineData(2, 1, 1, 9, 1)]
    [InlineData(3, 3, 3, 3, 0)]
    public void CompareTo_EpochFirst_ThenSequence(uint epochA, ulong sequenceA, uint epochB, ulong sequenceB, int expected)
    {
        var (a, b) = (new RecordId(epochA, sequenceA), new RecordId(epochB, sequenceB));

        Assert.Equal(expected, Math.Sign(a.CompareTo(b)));
        Assert.Equal(expected < 0, a < b);
        Assert.Equal(expected > 0, a > b);
        Assert.Equal(expected <= 0, a <= b);
        Assert.Equal(expected >= 0, a >= b);
    }

    [Fact]
    public void ToString_Largest_IsDecimal() =>
        Assert.Equal("4294967295-18446744073709551615", new RecordId(uint.MaxValue, ulong.MaxValue).ToString());
}
