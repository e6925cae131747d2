using EdgeDaemon.Cli.Setup;

namespace EdgeDaemon.Tests.Cli;

public sealed class LineDifferenceTests
{
    [Theory]
    [InlineData("a\nb\n", "a\nb\n", "")]
    [InlineData("", "a\n", "+ a\n")]
    [InlineData("a\n", "", "- a\n")]
    [InlineData("a\nb\nc\n", "a\nx\nc\n", "  a\n- b\n+ x\n  c\n")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "0\n1\n2\n3\n4\n5\n6\n7\n8\n", "+ 0\n  1\n  2\n  ...\n  7\n  8\n- 9\n")]
    [InlineData("a\nb\nb\n", "b\na\nb\n", "- a\n  b\n+ a\n  b\n")]
    [InlineData("a\n", "\u001b[2Jb\n", "- a\n+ ?[2Jb\n")]
    public void Between_TwoTexts_ShowsWhatGoesAndComes(string before, string after, string expected) => Assert.Equal(expected, LineDifference.Between(before, after));

    [Fact]
    public void Between_LongTextsWithNothingInCommon_IsShownWhole()
    {
        var (before, after) = (string.Concat(Enumerable.Repeat("a\n", 4000)), string.Concat(Enumerable.Repeat("b\n", 4000)));

        Assert.Equal(string.Concat(Enumerable.Repeat("- a\n", 4000)) + string.Concat(Enumerable.Repeat("+ b\n", 4000)), LineDifference.Between(before, after));
    }
}
