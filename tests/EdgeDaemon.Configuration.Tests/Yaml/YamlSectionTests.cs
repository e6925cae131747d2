using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration.Tests.Yaml;

public class YamlSectionTests
{
    [Fact]
    public void Getters_GoodFile_ReadValuesAndFallbacks()
    {
        var document = YamlDocument.Parse("task: detection\ninput: {width: 160}\n", "m.yaml");
        var root = document.OpenRoot()!;
        var input = root.RequireSection("input")!;

        Assert.Equal("detection", root.Require("task", YamlTypes.Slug));
        Assert.Equal(160, input.Require("width", YamlTypes.Integer(1, 4096)));
        Assert.Equal(5, root.Get("top_k", YamlTypes.Integer(1, 100), 5));
        Assert.Null(root.OpenSection("decoder"));
        input.Finish();
        root.Finish();
        Assert.Equal(0, document.Errors.Count);
    }

    [Fact]
    public void Getters_BadFile_CollectEverything()
    {
        var document = YamlDocument.Parse("tsak: detection\ninput: {widht: 160}\ndecoder: 3\n", "m.yaml");
        var root = document.OpenRoot()!;

        root.Require("task", YamlTypes.Slug);
        var input = root.RequireSection("input")!;
        Assert.Equal(0, input.Require("width", YamlTypes.Integer(1, 4096)));
        input.Finish();
        Assert.Null(root.OpenSection("decoder"));
        Assert.Null(root.RequireSection("labels"));
        root.Fail("decoder", "is odd", "Change it.");
        root.Finish();

        Assert.Equal(
            [
                "m.yaml:1: task: missing. Add 'task:' with 1 to 64 of the characters a-z, 0-9, _ and -.",
                "m.yaml:1: labels: missing. Add 'labels:' with keys with values below it.",
                "m.yaml:1: tsak: unknown key 'tsak'. Did you mean 'task'?",
                "m.yaml:2: input.width: missing. Add 'width:' with a whole number from 1 to 4096.",
                "m.yaml:2: input.widht: unknown key 'widht'. Did you mean 'width'?",
                "m.yaml:3: decoder: '3' is not a section. Write keys with values below it, or {} for an empty section.",
                "m.yaml:3: decoder: is odd. Change it.",
            ],
            document.Errors.Sorted().Select(e => e.ToString()));
    }

    [Fact]
    public void Finish_ControlCharactersInKey_AreShownPrintable()
    {
        var document = YamlDocument.Parse("\"a\\e[31m\\n\": 1\n", "m.yaml");
        document.OpenRoot()!.Finish();

        Assert.Contains("unknown key 'a\\u001b[31m\\u000a'", Assert.Single(document.Errors.Sorted()).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", Assert.Single(document.Errors.Sorted()).ToString(), StringComparison.Ordinal);
    }
}
