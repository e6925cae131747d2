using System.Text;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Configuration.Tests.Yaml;

public class YamlDocumentTests
{
    [Fact]
    public void Parse_SmallDocument_KeepsPlaces()
    {
        var document = YamlDocument.Parse("a: 1\nb:\n  - x\n  - 'y'\n", "f.yaml");

        var root = Assert.IsType<YamlMapping>(document.Root);
        Assert.Equal(["a", "b"], root.Entries.Select(e => e.Key.Text));
        var list = Assert.IsType<YamlSequence>(root.Entries[1].Value);
        var second = Assert.IsType<YamlScalar>(list.Items[1]);
        Assert.Equal(("y", false, 4, 5), (second.Text, second.IsPlain, second.Line, second.Column));
        Assert.Equal(0, document.Errors.Count);
    }

    [Theory]
    [InlineData("﻿a: 1\n")]
    [InlineData("a: 1\r\nb: 2\r\n")]
    [InlineData("---\na: 1\n...\n")]
    [InlineData("# only a comment above\na: 1")]
    public void Parse_HarmlessVariations_Accepts(string text)
    {
        var document = YamlDocument.Parse(text, "f.yaml");

        Assert.IsType<YamlMapping>(document.Root);
        Assert.Empty(document.Errors.Sorted());
    }

    [Theory]
    [InlineData("", "f.yaml: the file is empty. Write at least the keys that have no default.")]
    [InlineData("# nothing\n", "f.yaml: the file is empty. Write at least the keys that have no default.")]
    [InlineData("a: 1\n---\nb: 2\n", "f.yaml:2: a second document starts here. Keep one document per file: remove this line and what follows.")]
    [InlineData("a:\n\tb: 1\n", "f.yaml:2: the line is indented with a tab. Indent with spaces; two per level are usual.")]
    [InlineData("a: 1\nb: 2\na: 3\n", "f.yaml:3: a: given twice, first on line 1. Remove one of the two.")]
    [InlineData("x:\n  - a: 1\n    a: 2\n", "f.yaml:3: x[0].a: given twice, first on line 2. Remove one of the two.")]
    [InlineData("a: !!int 5\n", "f.yaml:1: has the tag 'tag:yaml.org,2002:int'. Remove the tag: each key has one type.")]
    [InlineData("a: *b\n", "f.yaml:1: the alias '*b' has no anchor above it. Write the value out.")]
    [InlineData("a: &a [*a]\n", "f.yaml:1: the alias '*a' has no anchor above it. Write the value out.")]
    [InlineData("? [a, b]\n: 1\n", "f.yaml:1: a key is not text. Write keys as plain words.")]
    public void Parse_RefusedDocument_SaysWhere(string text, string expected)
    {
        var document = YamlDocument.Parse(text, "f.yaml");

        Assert.Equal([expected], document.Errors.Sorted().Select(e => e.ToString()));
    }

    [Theory]
    [InlineData("a: 1\nb:\n  c: {type: x}\n\n\n  d:\n\t  e: 2s\n\nf: 1\n", 7)]
    [InlineData("a:\n  b: 1\n\tc: 2\n", 3)]
    [InlineData("a: 1\nb:\n  - x\n\t- y\n", 4)]
    [InlineData("a: |\n\tx\nb: 2\n", 2)]
    [InlineData("a: \"x\n\ty\"\nb: 1\nc:\n  d: 1\n\te: 1\n", 6)]
    public void Parse_TabIndent_IsToldWhereItIs(string text, int line) => Assert.Equal(
        [$"f.yaml:{line}: the line is indented with a tab. Indent with spaces; two per level are usual."],
        YamlDocument.Parse(text, "f.yaml").Errors.Sorted().Select(e => e.ToString()));

    [Fact]
    public void Parse_TabInsideAQuotedText_IsNotBlamedForAnotherFault() =>
        Assert.Contains("invalid mapping", Assert.Single(YamlDocument.Parse("a: \"x\n\ty\"\nb: c: d\n", "f.yaml").Errors.Sorted()).Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("a: 1\nb: [1, 2\nc: 3\nd: 4\n", 2, "Close it with ] or }.")]
    [InlineData("a: 1\nb: {x: 1\nc: 3\n", 2, "Close it with ] or }.")]
    [InlineData("a: 1\nb: [\n  1,\n  [2],\n\nc: 2\n", 2, "Close it with ] or }.")]
    [InlineData("a: 1\nb: 'open\nc: 3\nd: 4\n", 2, "Close the quote")]
    [InlineData("a: 1\nb: \"open\nc: 3\nd: \"x\"\n", 2, "Close the quote")]
    [InlineData("a: 1\nb: \"C:\\q\"\n", 2, "single quotes")]
    [InlineData("a: 1\nb: 2\nc: b: c\n", 3, "in quotes")]
    [InlineData("a: 1\nb: @x\n", 2, "in quotes")]
    [InlineData("a: 1\nb: *\n", 2, "in quotes")]
    [InlineData("a: 1\nb:2\nc: 3\n", 2, "space after the colon")]
    [InlineData("a:\n    b: 1\n  c: 2\n", 3, "indented as the keys above")]
    [InlineData("a:\n  - x\n  y: 1\n", 3, "Begin it with '- '")]
    public void Parse_BrokenSyntax_NamesTheRemedy(string text, int line, string remedy)
    {
        var error = Assert.Single(YamlDocument.Parse(text, "f.yaml").Errors.Sorted());

        Assert.Equal(line, error.Line);
        Assert.Contains(remedy, error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [1, 2\nb: 3\n", 1)]
    [InlineData("a: 'open\n", 1)]
    [InlineData("a: b: c\n", 1)]
    [InlineData("a: 1\n  b: 2\n", 2)]
    [InlineData("a: @x\n", 1)]
    public void Parse_BrokenSyntax_IsOneLineAtThePlace(string text, int line)
    {
        var document = YamlDocument.Parse(text, "f.yaml");

        var error = Assert.Single(document.Errors.Sorted());
        Assert.Null(document.Root);
        Assert.Equal(line, error.Line);
        Assert.StartsWith("not valid YAML: ", error.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.ToString());
    }

    [Fact]
    public void Parse_BillionLaughs_Refuses()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 10; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");

        var error = Assert.Single(YamlDocument.Parse(text.ToString(), "f.yaml").Errors.Sorted());

        Assert.Equal("f.yaml:5: more than 50000 values with all aliases written out. Use fewer aliases.", error.ToString());
    }

    [Fact]
    public void Parse_AliasUsedTwice_SharesTheValue()
    {
        var document = YamlDocument.Parse("a: &x {k: 1}\nb: *x\n", "f.yaml");

        var entries = Assert.IsType<YamlMapping>(document.Root).Entries;
        Assert.Same(entries[0].Value, entries[1].Value);
    }

    [Fact]
    public void Parse_DeepNesting_Refuses()
    {
        var error = Assert.Single(YamlDocument.Parse(new string('[', 100_000), "f.yaml").Errors.Sorted());

        Assert.Equal("f.yaml:1: nested deeper than 32 levels. Flatten it.", error.ToString());
    }

    [Fact]
    public void Parse_TooLarge_Refuses()
    {
        var error = Assert.Single(YamlDocument.Parse(new byte[YamlDocument.MaxBytes + 1], "f.yaml").Errors.Sorted());

        Assert.Equal("f.yaml: larger than 1024 KiB. Is it the right file?", error.ToString());
    }

    [Fact]
    public void Parse_NotUtf8_NamesTheLine()
    {
        var error = Assert.Single(YamlDocument.Parse("a: 1\nb: \xff\n"u8[..5].ToArray().Concat(new byte[] { 0xff, 0xfe }).ToArray(), "f.yaml").Errors.Sorted());

        Assert.Equal("f.yaml:2: the line is not UTF-8 text. Save the file as UTF-8.", error.ToString());
    }

    [Fact]
    public void Load_NoSuchFile_IsAnErrorAndNoException()
    {
        using var folder = new TempDirectory();

        var error = Assert.Single(YamlDocument.Load(folder["none.yaml"]).Errors.Sorted());

        Assert.Equal($"{folder["none.yaml"]}: no such file. Check the path and its permissions.", error.ToString());
    }

    [Fact]
    public void Load_Folder_IsAnErrorAndNoException()
    {
        using var folder = new TempDirectory();

        Assert.Contains("cannot be read", Assert.Single(YamlDocument.Load(folder.Path).Errors.Sorted()).Problem, StringComparison.Ordinal);
    }
}
