using EdgeDaemon.Inference.Proposals;

namespace EdgeDaemon.Inference.Tests.Proposals;

public sealed class PythonLiteralTests
{
    [Theory]
    [InlineData("{0: 'person', 1: 'car'}", "person", "car")]
    [InlineData("{1: 'car', 0: 'person',}", "person", "car")]
    [InlineData("['person', \"car\"]", "person", "car")]
    [InlineData("('person', 'car',)", "person", "car")]
    [InlineData(" { \"0\" : \"person\" , \"1\" : \"car\" } ", "person", "car")]
    [InlineData("['it\\'s', 'a \\\\ b', 'caf\\xe9', '\\u00e9', '\\U0001f600']", "it's", "a \\ b", "café", "é", "😀")]
    [InlineData("{0: 'a: {b}, [c]'}", "a: {b}, [c]")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void ReadTexts_WhatExportersWrite_ReadsIt(string literal, params string[] expected) => Assert.Equal(expected, PythonLiteral.ReadTexts(literal));

    [Theory]
    [InlineData("")]
    [InlineData("person")]
    [InlineData("'person'")]
    [InlineData("['person'")]
    [InlineData("['person")]
    [InlineData("['person' 'car']")]
    [InlineData("['person'] ['car']")]
    [InlineData("[['person']]")]
    [InlineData("[1, 2]")]
    [InlineData("[,]")]
    [InlineData("{0 'person'}")]
    [InlineData("{0: 'person'")]
    [InlineData("{0: {1: 'person'}}")]
    [InlineData("{-1: 'person'}")]
    [InlineData("{'a': 'person'}")]
    [InlineData("{99999999999: 'person'}")]
    [InlineData("{0: 'person', 0: 'car'}")]
    [InlineData("{1: 'person'}")]
    [InlineData("{0: 'person', 2: 'car'}")]
    [InlineData("['\\x4']")]
    [InlineData("['\\q']")]
    [InlineData("['\\")]
    [InlineData("['\\U00110000']")]
    [InlineData("[__import__('os')]")]
    public void ReadTexts_AnythingElse_SaysWhyNot(string literal) =>
        Assert.NotEmpty(Assert.Throws<FormatException>(() => PythonLiteral.ReadTexts(literal)).Message);

    [Fact]
    public void ReadTexts_ManyBrackets_DoNotNest()
    {
        var brackets = new string('[', 1_000_000);
        Assert.Throws<FormatException>(() => PythonLiteral.ReadTexts(brackets));
    }

    [Fact]
    public void ReadTexts_MoreThanARecordCanName_IsRefused()
    {
        var many = $"[{string.Join(',', Enumerable.Repeat("'a'", 70_000))}]";
        Assert.Contains("65535", Assert.Throws<FormatException>(() => PythonLiteral.ReadTexts(many)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[640, 480]", 640, 480)]
    [InlineData("(640, 480)", 640, 480)]
    [InlineData("640", 640)]
    public void ReadIntegers_ListOrNumber_ReadsIt(string literal, params int[] expected) => Assert.Equal(expected, PythonLiteral.ReadIntegers(literal));

    [Theory]
    [InlineData("['640']")]
    [InlineData("[640.0]")]
    [InlineData("[-1]")]
    [InlineData("640 480")]
    public void ReadIntegers_AnythingElse_IsRefused(string literal) => Assert.Throws<FormatException>(() => PythonLiteral.ReadIntegers(literal));
}
