using EdgeDaemon.Inference.OnnxRuntime;

namespace EdgeDaemon.Inference.Tests.OnnxRuntime;

public class StandardErrorFilterTests
{
    private const string Chatter =
        "Schema error: Trying to register schema with name Add (domain:  version: 14) from file a.cc line 1, but it is already registered from file b.cc line 2";

    [Theory]
    [InlineData(Chatter, true)]
    [InlineData("Schema error: something else", false)]
    [InlineData("an operator is already registered", false)]
    [InlineData("", false)]
    public void IsSchemaChatter_Line_KnowsExactlyThoseLines(string line, bool expected) =>
        Assert.Equal(expected, StandardErrorFilter.IsSchemaChatter(line));

    [Theory]
    [InlineData("", "")]
    [InlineData("kept\n", "kept\n")]
    [InlineData("no newline", "no newline")]
    [InlineData(Chatter + "\n", "")]
    [InlineData(Chatter + "\n\n" + Chatter + "\n\n", "")]
    [InlineData("one\n" + Chatter + "\n\ntwo\n", "one\ntwo\n")]
    [InlineData("one\n\ntwo\n", "one\n\ntwo\n")]
    [InlineData(Chatter + "\nlast", "last")]
    public void Filter_Text_DropsChatterOnly(string text, string expected) =>
        Assert.Equal(expected, StandardErrorFilter.Filter(text, StandardErrorFilter.IsSchemaChatter));

    [Fact]
    public void Run_Action_ReturnsItsResultAndPassesExceptionsOn()
    {
        Assert.Equal(7, StandardErrorFilter.Run(() => 7, StandardErrorFilter.IsSchemaChatter));
        Assert.Throws<InferenceException>(() =>
            StandardErrorFilter.Run<int>(() => throw new InferenceException("x"), StandardErrorFilter.IsSchemaChatter));
    }
}
