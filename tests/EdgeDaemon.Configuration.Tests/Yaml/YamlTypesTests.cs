using System.Collections.Immutable;
using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration.Tests.Yaml;

public class YamlTypesTests
{
    private enum Mode
    {
        Stretch,
        CenterCrop,
        LetterboxTopLeft,
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("-7", -7)]
    [InlineData("+3", 3)]
    [InlineData("0", 0)]
    public void Integer_Decimal_Reads(string text, int expected) => Assert.Equal(expected, Read(YamlTypes.Integer(-10, 10), text));

    [Theory]
    [InlineData("")]
    [InlineData("--")]
    [InlineData("1_000")]
    [InlineData("1e1")]
    [InlineData("0o7")]
    [InlineData("007")]
    [InlineData("11")]
    [InlineData("{}")]
    public void Integer_AnythingElse_Refuses(string text) => Refuse(YamlTypes.Integer(-10, 10), text);

    [Theory]
    [InlineData("0.5", 0.5)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("1e-3", 0.001)]
    [InlineData("1", 1)]
    public void Number_Decimal_Reads(string text, double expected) => Assert.Equal(expected, Read(YamlTypes.Number(0, 10), text));

    [Theory]
    [InlineData(".inf")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData(".")]
    [InlineData("1,5")]
    [InlineData("10.0001")]
    [InlineData("'1'")]
    public void Number_AnythingElse_Refuses(string text) => Refuse(YamlTypes.Number(0, 10), text);

    [Theory]
    [InlineData("10", 10_000)]
    [InlineData("10s", 10_000)]
    [InlineData("'10s'", 10_000)]
    [InlineData("500ms", 500)]
    [InlineData("0.5", 500)]
    [InlineData("2m", 120_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("0", 0)]
    public void Duration_WithUnit_Reads(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Read(YamlTypes.Duration(TimeSpan.Zero, TimeSpan.FromHours(2)), text));

    [Theory]
    [InlineData("1d")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1m30s")]
    [InlineData("10 s")]
    [InlineData("121m")]
    public void Duration_AnythingElse_Refuses(string text) => Refuse(YamlTypes.Duration(TimeSpan.Zero, TimeSpan.FromHours(2)), text);

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ms")]
    [InlineData(1500, "1500ms")]
    [InlineData(90_000, "90s")]
    [InlineData(120_000, "2m")]
    [InlineData(7_200_000, "2h")]
    public void Duration_Formatted_UsesTheLargestWholeUnit(int milliseconds, string expected) =>
        Assert.Equal(expected, YamlTypes.Duration(TimeSpan.Zero, TimeSpan.MaxValue).Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("FALSE", false)]
    public void Boolean_TrueOrFalse_Reads(string text, bool expected) => Assert.Equal(expected, Read(YamlTypes.Boolean, text));

    [Theory]
    [InlineData("yes", "Write true.")]
    [InlineData("ON", "Write true.")]
    [InlineData("1", "Write true.")]
    [InlineData("no", "Write false.")]
    [InlineData("off", "Write false.")]
    [InlineData("n", "Write false.")]
    [InlineData("tRUE", "Write true or false.")]
    public void Boolean_OldYaml_RefusesWithTheRightWord(string text, string remedy) => Assert.Equal(remedy, Refuse(YamlTypes.Boolean, text).Remedy);

    [Theory]
    [InlineData("no")]
    [InlineData("010")]
    [InlineData("1:30")]
    [InlineData("'null'")]
    [InlineData("2026-01-01")]
    public void Text_LooksLikeAnotherType_IsATextAllTheSame(string text)
    {
        var type = YamlTypes.Text("anything", "^.*$");

        Assert.Equal(text.Trim('\''), Read(type, text));
    }

    [Theory]
    [InlineData("stretch", 0)]
    [InlineData("center_crop", 1)]
    [InlineData("letterbox_top_left", 2)]
    public void Enum_SnakeCase_Reads(string text, int expected) => Assert.Equal((Mode)expected, Read(YamlTypes.Enum<Mode>(), text));

    [Theory]
    [InlineData("CenterCrop", "Did you mean 'center_crop'? Write stretch, center_crop or letterbox_top_left.")]
    [InlineData("fill", "Write stretch, center_crop or letterbox_top_left.")]
    [InlineData("[stretch]", "Write stretch, center_crop or letterbox_top_left.")]
    public void Enum_AnythingElse_RefusesWithTheNearest(string text, string remedy) => Assert.Equal(remedy, Refuse(YamlTypes.Enum<Mode>(), text).Remedy);

    [Fact]
    public void List_SeveralWrongItems_SaysEach()
    {
        var errors = Errors(YamlTypes.List(YamlTypes.Integer(0, 5)), "[1, x, 9]");

        Assert.Equal(["v[1]", "v[2]"], errors.Select(e => e.Path));
    }

    [Fact]
    public void Map_WrongKeyAndWrongValue_SaysBoth()
    {
        var errors = Errors(YamlTypes.Map(YamlTypes.Slug, YamlTypes.Boolean), "{A: true, b: 3, c: false}");

        Assert.Equal(["v.A", "v.b"], errors.Select(e => e.Path));
    }

    [Fact]
    public void OrNull_Null_IsNullAndNothingIsAnError()
    {
        Assert.Null(Read(YamlTypes.OrNull(YamlTypes.Integer(0, 1)), "null"));
        Assert.Null(Read(YamlTypes.OrNothing(YamlTypes.Slug), "~"));
        Refuse(YamlTypes.OrNull(YamlTypes.Integer(0, 1)), "");
    }

    [Theory]
    [InlineData("a/b", "/etc/a/b")]
    [InlineData("../b", "/b")]
    [InlineData("/x/./y", "/x/y")]
    public void Path_Relative_IsRelativeToTheFile(string text, string expected) => Assert.Equal(expected, Read(YamlTypes.Path, text));

    private static T? Read<T>(YamlType<T> type, string text)
    {
        var document = YamlDocument.Parse($"v: {text}\n", "/etc/f.yaml");
        var value = document.OpenRoot()!.Require("v", type);
        Assert.Empty(document.Errors.Sorted());
        return value;
    }

    private static YamlError Refuse<T>(YamlType<T> type, string text) => Assert.Single(Errors(type, text));

    private static ImmutableArray<YamlError> Errors<T>(YamlType<T> type, string text)
    {
        var document = YamlDocument.Parse($"v: {text}\n", "/etc/f.yaml");
        document.OpenRoot()!.Require("v", type);
        return document.Errors.Sorted();
    }
}
