using EdgeDaemon.Journal.Format;

namespace EdgeDaemon.Journal.Tests.Format;

public class Crc32CTests
{
    // The check value of the CRC catalogue, and the vectors of RFC 3720, appendix B.4.
    [Fact]
    public void Compute_CheckString_GivesCataloguedValue() => Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));

    [Theory]
    [InlineData(0x00, 0x8A9136AAu)]
    [InlineData(0xFF, 0x62A8AB43u)]
    public void Compute_32EqualBytes_GivesRfc3720Value(byte value, uint expected)
    {
        var bytes = new byte[32];
        Array.Fill(bytes, value);
        Assert.Equal(expected, Crc32C.Compute(bytes));
    }
}
