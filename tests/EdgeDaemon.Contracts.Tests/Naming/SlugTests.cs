using EdgeDaemon.Contracts.Naming;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Contracts.Tests.Naming;

public class SlugTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("front_door-2", true)]
    [InlineData("_", true)]
    [InlineData("", false)]
    [InlineData("Door", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a+", false)]
    [InlineData("ä", false)]
    [InlineData("a\n", false)]
    public void IsValid_Texts_AsDocumented(string text, bool expected) => Assert.Equal(expected, Slug.IsValid(text));

    [Fact]
    public void IsValid_Length_EndsAt64()
    {
        Assert.True(Slug.IsValid(new string('a', 64)));
        Assert.False(Slug.IsValid(new string('a', 65)));
    }

    [Theory]
    [InlineData("person", "person")]
    [InlineData("Great White Shark", "great_white_shark")]
    [InlineData("  a  b ", "a_b")]
    [InlineData("jack-o'-lantern", "jack-o_-lantern")]
    [InlineData("ÄÖÜ", "aeoeue")]
    [InlineData("猫", "unnamed")]
    [InlineData("Gr\u00f6\u00dfe, \u00e0 l'\u00e9t\u00e9", "groesse_a_l_ete")]
    [InlineData("", "unnamed")]
    [InlineData("_x_", "x")]
    public void From_Labels_AsDocumented(string text, string expected) => Assert.Equal(expected, Slug.From(text));

    [Fact]
    public void From_AnyText_IsAValidSlugAndStaysOne() =>
        Prop.ForAll<string?>(text =>
        {
            var slug = Slug.From(text ?? "");
            Assert.True(Slug.IsValid(slug));
            Assert.Equal(slug, Slug.From(slug));
        }).QuickCheckThrowOnFailure();
}
