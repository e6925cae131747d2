using EdgeDaemon.Configuration.Conditions;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Configuration.Tests;

public sealed class ConditionTests
{
    /// <summary>In each, two people and no car in a dark picture that is sound.</summary>
    [Theory]
    [InlineData("person > 0", true)]
    [InlineData("person>=2", true)]
    [InlineData("person < 2", false)]
    [InlineData("person <= 2", true)]
    [InlineData("person == 2", true)]
    [InlineData("person != 2", false)]
    [InlineData("car > 0", false)]
    [InlineData("dark", true)]
    [InlineData("light", false)]
    [InlineData("not light", true)]
    [InlineData("not not light", false)]
    [InlineData("health.ok", true)]
    [InlineData("health.blurred or health.dark", false)]
    [InlineData("car > 0 or person > 0 and dark", true)]
    [InlineData("(car > 0 or person > 0) and light", false)]
    [InlineData("car > 0 and light or person > 1", true)]
    [InlineData("not (car > 0 or light)", true)]
    [InlineData("not car > 0 and person > 0", true)]
    [InlineData("person > 0 and person < 3", true)]
    public void Holds_AsItReads(string text, bool expected)
    {
        var condition = When(text);
        int[] counts = [.. condition.Labels.Select(label => label == "person" ? 2 : 0)];

        Assert.Equal(expected, condition.Holds(new ConditionFacts(counts, CameraHealth.Ok, isDark: true)));
        Assert.Equal(0, Allocations.InSteadyState(() => condition.Holds(new ConditionFacts(counts, CameraHealth.Ok, isDark: true))));
    }

    [Theory]
    [InlineData("person", 35, "'person' is a count, and what it is compared with is missing (column 35). Write 'person > 0', or one of < <= > >= == != with a whole number.")]
    [InlineData("person > few", 38, "'few' is no whole number from 0 to 1000 (column 38). Write how many objects there must be.")]
    [InlineData("person > 1001", 38, "'1001' is no whole number from 0 to 1000 (column 38). Write how many objects there must be.")]
    [InlineData("person => 1", 36, "'person' is a count, and what it is compared with is missing (column 36). Write 'person > 0', or one of < <= > >= == != with a whole number.")]
    [InlineData("health.okay", 29, "'okay' is no health (column 29). Did you mean 'ok'?")]
    [InlineData("(dark or light", 43, "a parenthesis is not closed (column 43). Write ')' here.")]
    [InlineData("dark light", 34, "'light' does not belong here (column 34). Join conditions by 'and' or 'or'.")]
    [InlineData("dark and", 37, "ends where a condition is expected (column 37). Write something like 'person > 0 and not dark'.")]
    [InlineData("dark & light", 34, "'&' does not belong here (column 34). Join conditions by 'and' or 'or'.")]
    [InlineData("Dark", 29, "'D' is no condition (column 29). Write something like 'person > 0 and not dark'.")]
    public void Wrong_SaysWhereAndWhatToWrite(string when, int column, string expected)
    {
        var result = ConfigText.Read(Camera($"    then: [{{model: m, when: {when}}}]\n"));

        var error = Assert.Single(result.Errors);
        Assert.Equal((6, column), (error.Line, error.Column));
        Assert.Equal($"/etc/e.yaml:6: cameras[0].then[0].when: {expected}", error.ToString());
    }

    [Theory]
    [InlineData("    when: person > 0\n", "cameras[0].when: 'person' is counted by the camera's model, which cannot decide by it whether to look. Use it in 'then[].when', or remove it.")]
    [InlineData("    when: health.ok\n", "cameras[0].when: a condition asks for the camera's health, which is not watched. Add 'health: {}', or remove it from the condition.")]
    [InlineData("    then: [{model: m, when: not health.dark}]\n", "cameras[0].then: a condition asks for the camera's health, which is not watched. Add 'health: {}', or remove it from the condition.")]
    public void Condition_ThatNobodyKnows_IsRefused(string keys, string expected) => Assert.Equal([$"e.yaml:6: {expected}"], ConfigText.Errors(Camera(keys)));

    [Fact]
    public void Condition_OfEverything_IsRead()
    {
        var camera = ConfigText.Good(Camera("    health: {}\n    when: light or health.dark\n    then: [{model: m, when: \"person > 0 and (dark or car == 0)\"}]\n")).Cameras[0];

        Assert.Equal((true, true), (camera.When!.AsksDarkness, camera.When.AsksHealth));
        Assert.Equal(["person", "car"], camera.Then[0].When!.Labels);
        Assert.Equal(When("person > 0 and (dark or car == 0)"), camera.Then[0].When);
    }

    [Fact]
    public void Condition_DeeplyNested_IsRead() => Assert.Equal((true, false), (When(new string('(', 90) + "dark" + new string(')', 90)).AsksDarkness, When("light").AsksHealth));

    private static Condition When(string text) => ConfigText.Good(Camera($"    health: {{}}\n    then: [{{model: m, when: \"{text}\"}}]\n")).Cameras[0].Then[0].When!;

    private static string Camera(string keys) => ConfigText.Minimal + keys;
}
