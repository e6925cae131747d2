using EdgeDaemon.Contracts.Topics;

namespace EdgeDaemon.Contracts.Tests.Topics;

public class TopicContractTests
{
    [Fact]
    public void Fill_NamesInOrder_StandInThePattern() =>
        Assert.Equal("p/d/porch/zone/gate/person/occupied", new TopicNames("p", "d").ZoneOccupied("porch", "gate", "person"));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Fill_WrongNumberOfNames_Refuses(int count) =>
        Assert.Throws<ArgumentException>(() => TopicContract.Count.Fill("p/d", [.. Enumerable.Repeat("x", count)]));

    [Theory]
    [InlineData("porch/label/cat", true)]
    [InlineData("porch/label/cat/occupied", false)]
    [InlineData("porch/label/Cat", false)]
    [InlineData("porch/zone/cat", false)]
    public void Matches_OtherTopic_Not(string topic, bool isCount) => Assert.Equal(isCount, TopicContract.Count.Matches(topic));

    [Fact]
    public void All_AnyTwo_AreNeverTheSameTopic()
    {
        // Names that would make two patterns meet are refused by the configuration: see TopicWords.
        foreach (var one in TopicContract.All)
        {
            var topic = one.Pattern.Replace("{camera}", "porch", StringComparison.Ordinal).Replace("{zone}", "gate", StringComparison.Ordinal)
                .Replace("{label}", "person", StringComparison.Ordinal).Replace("{name}", "hub", StringComparison.Ordinal);
            Assert.Equal([one], TopicContract.All.Where(other => other.Matches(topic)));
        }
    }
}
