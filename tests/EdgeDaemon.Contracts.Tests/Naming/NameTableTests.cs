using System.Security.Cryptography;
using System.Text;
using EdgeDaemon.Contracts.Naming;

namespace EdgeDaemon.Contracts.Tests.Naming;

public class NameTableTests
{
    private const string Text = "camera door\nmodel m\nlabel person\nlabel car\nzone path\ncamera yard\n";

    private static NameTable Table => new([
        new CameraNames("door", "m", ["person", "car"], ["path"]),
        new CameraNames("yard", "", [], []),
    ]);

    [Fact]
    public void ToText_TwoCameras_IsOneLinePerName() => Assert.Equal(Text, Table.ToText());

    [Fact]
    public void Hash_IsTheStartOfTheTextsSha256() =>
        Assert.Equal(BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(Text))), Table.Hash);

    [Fact]
    public void Parse_WhatWasWritten_IsTheSameTable()
    {
        var parsed = NameTable.Parse(Text);

        Assert.Equal(Table.Hash, parsed.Hash);
        Assert.Equal(["person", "car"], parsed.Cameras[0].Labels);
        Assert.Equal(["path"], parsed.Cameras[0].Zones);
        Assert.Equal("", parsed.Cameras[1].Model);
    }

    [Fact]
    public void ToText_SubLabels_StandAfterTheLabelsAndAreReadBack()
    {
        const string WithSubLabels = "camera door\nmodel m\nlabel car\nsublabel van\nsublabel van\nzone path\ncamera yard\n";
        var table = new NameTable([
            new CameraNames("door", "m", ["car"], ["path"]) { SubLabels = ["van", "van"] },
            new CameraNames("yard", "", [], []),
        ]);

        var parsed = NameTable.Parse(table.ToText());

        Assert.Equal(WithSubLabels, table.ToText());
        Assert.Equal(table.Hash, parsed.Hash);
        Assert.Equal(["van", "van"], parsed.Cameras[0].SubLabels);
        Assert.Empty(parsed.Cameras[1].SubLabels);
    }

    [Theory]
    [InlineData("label a\n", 1)]
    [InlineData("camera a\ncamera B\n", 2)]
    [InlineData("camera a\nlabel\n", 2)]
    [InlineData("camera a\ncolour b\n", 2)]
    public void Parse_SomethingElse_NamesTheLine(string text, int line) =>
        Assert.Contains($"line {line}:", Assert.Throws<FormatException>(() => NameTable.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void New_OtherOrder_HasAnotherHash() => Assert.NotEqual(Table.Hash, new NameTable([.. Table.Cameras.Reverse()]).Hash);

    [Fact]
    public void New_MoreThanRecordsCanName_Refuses()
    {
        var one = new CameraNames("a", "", [], []);
        Assert.Throws<ArgumentException>(() => new NameTable([.. Enumerable.Repeat(one, 255)]));
        Assert.Throws<ArgumentException>(() => new NameTable([one with { Zones = [.. Enumerable.Repeat("z", 17)] }]));
        Assert.Throws<ArgumentException>(() => new NameTable([one with { Labels = [.. Enumerable.Repeat("l", 65535)] }]));
        Assert.Throws<ArgumentException>(() => new NameTable([one with { SubLabels = [.. Enumerable.Repeat("l", 65535)] }]));
        Assert.Throws<ArgumentException>(() => new NameTable([one with { Camera = "A B" }]));
        Assert.Equal(254, new NameTable([.. Enumerable.Repeat(one, 254)]).Cameras.Length);
    }
}
