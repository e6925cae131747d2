using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration.Tests.Yaml;

public class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("host", "hots", 1)]
    [InlineData("port", "prot", 1)]
    [InlineData("fps", "fps", 0)]
    public void Distance_KnownPairs_IsTheNumberOfEdits(string a, string b, int expected)
    {
        Assert.Equal(expected, NearestName.Distance(a, b));
        Assert.Equal(expected, NearestName.Distance(b, a));
    }

    [Theory]
    [InlineData("visible_frame", "visible_frames")]
    [InlineData("hidden-frames", "hidden_frames")]
    [InlineData("HOST", "host")]
    [InlineData("hidden", "hidden_frames")]
    [InlineData("hostname", "host")]
    [InlineData("x", null)]
    [InlineData("colour", null)]
    public void Find_Typo_FindsTheNameOrNone(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Find(name, ["host", "port", "visible_frames", "hidden_frames"]));

    [Theory]
    [InlineData("--confg", "--config")]
    [InlineData("wach", "watch")]
    [InlineData("record_trace", "record-trace")]
    [InlineData("recordtrace", "record-trace")]
    public void Find_WordsOfACommandLine_KeepTheirDashes(string name, string expected) =>
        Assert.Equal(expected, NearestName.Find(name, ["watch", "--config", "--json", "record-trace"]));

    [Fact]
    public void Find_EndlessName_GivesUp() => Assert.Null(NearestName.Find(new string('a', 1_000_000), ["host"]));
}
