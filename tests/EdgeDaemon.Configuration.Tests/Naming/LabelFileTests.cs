using System.Text;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Configuration.Tests.Naming;

public class LabelFileTests
{
    [Theory]
    [InlineData("person\ncar\n")]
    [InlineData("person\ncar")]
    [InlineData("person\r\ncar\r\n")]
    [InlineData("\ufeffperson\n car \n")]
    [InlineData("person\ncar\n\n  \r\n\n")]
    [InlineData("0 person\n1 car\n")]
    [InlineData("0  person\r\n1  car\r\n")]
    [InlineData("0: person\n1: car")]
    [InlineData("0,person\n1,car")]
    [InlineData("0\tperson\n1\tcar")]
    [InlineData("0. person\n1) car")]
    [InlineData("00 person\n01 car")]
    [InlineData("1 person\n2 car")]
    public void Parse_TwoLabels_ReadsBoth(string text) => Assert.Equal(["person", "car"], Parse(text).Names);

    [Fact]
    public void Parse_Names_BecomeDifferentSlugs()
    {
        var labels = Parse("crane\nGreat White Shark\ncrane\ncrane_2\ncrane\nCRANE\n…\n");

        Assert.Equal(["crane", "great_white_shark", "crane_2", "crane_2_2", "crane_3", "crane_4", "class_6"], labels.Slugs);
        Assert.Equal("Great White Shark", labels.Names[1]);
    }

    [Theory]
    [InlineData("0 person\ncar\n")]
    [InlineData("0 person\n2x car\n")]
    [InlineData("1 euro\n2 euro\n")]
    [InlineData("0 cars\n1 cars\n2 cars\n")]
    [InlineData("5 euro\n10 euros\n20 euro notes\n")]
    [InlineData("0 mph\n10 kph\n20 knots\n")]
    [InlineData("1.5 litre\n2.0 litres\n")]
    [InlineData("1 person\n")]
    [InlineData("1 person\n3 car\n")]
    [InlineData("0\n1\n2\n")]
    [InlineData("1 b\n0 a\n")]
    [InlineData("99999999999999999999 a\n")]
    public void Parse_NumbersThatBelongToTheLabels_AreKept(string text) =>
        Assert.Equal(text.TrimEnd().Split('\n'), Parse(text).Names);

    [Fact]
    public void Parse_NumbersWithGaps_AreIndices() =>
        Assert.Equal(["person", "class_1", "car", "class_3", "dog"], Parse("0  person\n2  car\n4  dog\n").Names);

    [Fact]
    public void Parse_NumberedWithFewEqualNames_IsNumbered() =>
        Assert.Equal(["crane", "crane_2", "dog"], Parse("0 crane\n1 crane\n2 dog\n").Slugs);

    [Theory]
    [InlineData("Größerer Bus", "groesserer_bus")]
    [InlineData("Fußgänger", "fussgaenger")]
    [InlineData("A\u0308pfel é", "apfel_e")]
    [InlineData("Łódź, smørrebrød", "lodz_smoerrebroed")]
    [InlineData("Человек", "chelovek")]
    [InlineData("Άνθρωπος", "anthropos")]
    [InlineData("猫", "class_0")]
    [InlineData("猫 2", "class_0")]
    [InlineData("cat 猫", "cat")]
    [InlineData("42", "42")]
    public void Parse_LabelInOtherLetters_HasALatinSlugOrItsNumber(string label, string slug)
    {
        var labels = Parse(label);

        Assert.Equal([slug], labels.Slugs);
        Assert.Equal([label], labels.Names);
        Assert.Equal(slug == "class_0", labels.WithoutLatin.Any());
    }

    [Fact]
    public void Parse_EqualLongLabels_StaySlugs()
    {
        var labels = Parse(string.Concat(Enumerable.Repeat(new string('x', 100) + "\n", 12)));

        Assert.Equal(12, labels.Slugs.Distinct().Count());
        Assert.All(labels.Slugs, s => Assert.True(Slug.IsValid(s)));
        Assert.EndsWith("x_12", labels.Slugs[11], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "l.txt: no labels. Write one per line.")]
    [InlineData("\n", "l.txt: no labels. Write one per line.")]
    [InlineData("a\n\nb\n", "l.txt:2: blank line. Remove it, or write the label of this index.")]
    [InlineData("a\n  \nb", "l.txt:2: blank line. Remove it, or write the label of this index.")]
    [InlineData("0 a\n1 b\tc\n", "l.txt:2: holds a control character. Write one label per line.")]
    [InlineData("a\tb\n", "l.txt:1: holds a control character. Write one label per line.")]
    public void Parse_NotALabelFile_NamesTheLine(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<InvalidDataException>(() => Parse(text)).Message);

    [Fact]
    public void Parse_NotUtf8_NamesTheLine() => Assert.Equal(
        "l.txt:2: not UTF-8 text. Save the file as UTF-8.",
        Assert.Throws<InvalidDataException>(() => LabelFile.Parse([(byte)'a', (byte)'\n', 0xff], "l.txt")).Message);

    [Fact]
    public void Parse_LongLine_Refuses() => Assert.Equal(
        "l.txt:1: 257 characters; a label has at most 256.",
        Assert.Throws<InvalidDataException>(() => Parse(new string('x', 257))).Message);

    [Fact]
    public void Parse_MoreThanARecordCanName_Refuses()
    {
        Assert.Equal(65534, Parse(string.Concat(Enumerable.Repeat("x\n", 65534))).Names.Length);
        Assert.Contains("65535 labels", Assert.Throws<InvalidDataException>(() => Parse(string.Concat(Enumerable.Repeat("x\n", 65535)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TooLarge_Refuses()
    {
        using var folder = new TempDirectory();
        File.WriteAllBytes(folder["labels.txt"], new byte[(1 << 20) + 1]);

        Assert.Contains("larger than 1024 KiB", Assert.Throws<InvalidDataException>(() => LabelFile.Read(folder["labels.txt"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("imagenet1000.txt", 1000)]
    [InlineData("imagenet1001_tf.txt", 1001)]
    [InlineData("coco91.txt", 90)]
    [InlineData("vww.txt", 2)]
    public void Read_RealFile_HasOneSlugPerLine(string name, int count)
    {
        var labels = LabelFile.Read(Assets.Require("labels", name));

        Assert.Equal(count, labels.Names.Length);
        Assert.Equal(count, labels.Slugs.Distinct().Count(Slug.IsValid));
    }

    private static LabelFile Parse(string text) => LabelFile.Parse(Encoding.UTF8.GetBytes(text), "l.txt");
}
