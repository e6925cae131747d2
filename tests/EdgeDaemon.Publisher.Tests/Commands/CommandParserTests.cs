using System.Text;
using System.Text.Json.Nodes;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.Commands;
using EdgeDaemon.TestKit.Docs;
using EdgeDaemon.TestKit.Schemas;

namespace EdgeDaemon.Publisher.Tests.Commands;

public sealed class CommandParserTests
{
    public static TheoryData<CommandCode, string> Wrong => new()
    {
        { CommandCode.Pause, "" },
        { CommandCode.Pause, "null" },
        { CommandCode.Pause, "[]" },
        { CommandCode.Pause, "\"porch\"" },
        { CommandCode.Pause, "{" },
        { CommandCode.Pause, "{}{}" },
        { CommandCode.Pause, "{} x" },
        { CommandCode.Pause, "{/*a*/}" },
        { CommandCode.Pause, """{"camera":"porch",}""" },
        { CommandCode.Pause, """{"camera":null}""" },
        { CommandCode.Pause, """{"camera":7}""" },
        { CommandCode.Pause, """{"camera":"Porch"}""" },
        { CommandCode.Pause, """{"camera":"a/b"}""" },
        { CommandCode.Pause, """{"Camera":"porch"}""" },
        { CommandCode.Pause, """{"camera":"porch","camera":"yard"}""" },
        { CommandCode.Pause, """{"camera":"porch","exec":"x"}""" },
        { CommandCode.Pause, """{"seconds":0}""" },
        { CommandCode.Pause, """{"seconds":-5}""" },
        { CommandCode.Pause, """{"seconds":604801}""" },
        { CommandCode.Pause, """{"seconds":1.5}""" },
        { CommandCode.Pause, """{"seconds":"10"}""" },
        { CommandCode.Pause, """{"seconds":99999999999999999999}""" },
        { CommandCode.Pause, """{"paused":false,"seconds":5}""" },
        { CommandCode.Resume, """{"seconds":5}""" },
        { CommandCode.Threshold, "{}" },
        { CommandCode.Threshold, """{"camera":"porch"}""" },
        { CommandCode.Threshold, """{"score":0.5}""" },
        { CommandCode.Threshold, """{"camera":"porch","score":1.01}""" },
        { CommandCode.Threshold, """{"camera":"porch","score":-0.1}""" },
        { CommandCode.Threshold, """{"camera":"porch","score":"NaN"}""" },
        { CommandCode.Threshold, """{"camera":"porch","score":NaN}""" },
        { CommandCode.Threshold, """{"camera":"porch","score":1e999}""" },
        { CommandCode.Privacy, """{"level":"none"}""" },
        { CommandCode.Privacy, """{"level":"Box"}""" },
        { CommandCode.Privacy, """{"level":4}""" },
        { CommandCode.Dismiss, "{}" },
        { CommandCode.Dismiss, """{"label":"person"}""" },
        { CommandCode.Dismiss, """{"event":"5"}""" },
        { CommandCode.Dismiss, """{"event":"5-"}""" },
        { CommandCode.Dismiss, """{"event":"5-0"}""" },
        { CommandCode.Dismiss, """{"event":"-5-1"}""" },
        { CommandCode.Dismiss, """{"event":"5- 1"}""" },
        { CommandCode.Dismiss, """{"event":"4294967296-1"}""" },
        { CommandCode.Dismiss, """{"event":"5-1","camera":"porch"}""" },
        { CommandCode.Undismiss, """{"item":0}""" },
        { CommandCode.Undismiss, """{"item":-1}""" },
        { CommandCode.List, """{"camera":"porch"}""" },
        { CommandCode.Replay, "{}" },
        { CommandCode.Replay, """{"from":-1}""" },
        { CommandCode.Replay, """{"from":1,"limit":1001}""" },
        { CommandCode.Replay, """{"from":1,"limit":0}""" },
        { CommandCode.Status, "[]" },
        { CommandCode.Teach, """{"camera":"porch"}""" },
        { CommandCode.Teach, """{"camera":"porch","label":"Red van"}""" },
        { CommandCode.Teach, """{"camera":"porch","label":"red_van","event":"5"}""" },
        { CommandCode.Teach, """{"camera":"porch","label":"red_van","event":null}""" },
        { CommandCode.Forget, """{"label":"red_van"}""" },
        { CommandCode.Forget, """{"camera":"porch","label":"red_van","event":"5-1"}""" },
        { CommandCode.None, "{}" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Parse_Malformed_IsRefused(CommandCode code, string text) => Assert.Null(Parse(code, text));

    [Fact]
    public void Parse_ExamplesOfTheReference_AreWellFormedForBoth()
    {
        foreach (var (code, example) in PayloadExamples.Commands)
        {
            Assert.NotNull(Parse(code, example));
            Assert.Empty(JsonSchemaValidator.Faults(PayloadSchemas.All[$"command-{CommandNames.Of(code)}"], JsonNode.Parse(example)));
        }
    }

    [Fact]
    public void Parse_EveryField_Arrives()
    {
        Assert.Equal(new ParsedCommand(CommandCode.Pause) { Camera = "porch", Value = 600 }, Parse(CommandCode.Pause, """{"camera":"porch","seconds":600,"paused":true}"""));
        Assert.Equal(new ParsedCommand(CommandCode.Pause), Parse(CommandCode.Pause, " {} "));
        Assert.Equal(new ParsedCommand(CommandCode.Resume) { Camera = "porch" }, Parse(CommandCode.Pause, """{"camera":"porch","paused":false}"""));
        Assert.Equal(
            new ParsedCommand(CommandCode.Threshold) { Camera = "porch", Label = "cat", Value = 6180 },
            Parse(CommandCode.Threshold, """{"camera":"porch","label":"cat","score":0.618}"""));
        Assert.Equal(new ParsedCommand(CommandCode.Privacy) { Level = PrivacyLevel.Count }, Parse(CommandCode.Privacy, """{"level":"count"}"""));
        Assert.Equal(new ParsedCommand(CommandCode.Dismiss) { Event = (5, 17) }, Parse(CommandCode.Dismiss, """{"event":"5-17"}"""));
        Assert.Equal(new ParsedCommand(CommandCode.Dismiss) { Camera = "porch", Label = "cat" }, Parse(CommandCode.Dismiss, """{"camera":"porch","label":"cat"}"""));
        Assert.Equal(new ParsedCommand(CommandCode.Teach) { Camera = "porch", Label = "red_van" }, Parse(CommandCode.Teach, """{"camera":"porch","label":"red_van"}"""));
        Assert.Equal(
            new ParsedCommand(CommandCode.Teach) { Camera = "porch", Label = "red_van", Event = (5, 17) },
            Parse(CommandCode.Teach, """{"camera":"porch","label":"red_van","event":"5-17"}"""));
        Assert.Equal(new ParsedCommand(CommandCode.Forget) { Camera = "porch", Label = "red_van" }, Parse(CommandCode.Forget, """{"camera":"porch","label":"red_van"}"""));
        Assert.Equal(new ParsedCommand(CommandCode.Undismiss) { Value = 3 }, Parse(CommandCode.Undismiss, """{"item":3}"""));
        Assert.Equal(new ParsedCommand(CommandCode.Replay) { From = ulong.MaxValue, Limit = 100 }, Parse(CommandCode.Replay, """{"from":18446744073709551615}"""));
    }

    [Fact]
    public void Parse_TooLong_IsRefused() =>
        Assert.Null(Parse(CommandCode.List, "{" + new string(' ', CommandParser.MaxBytes) + "}"));

    private static ParsedCommand? Parse(CommandCode code, string text) => CommandParser.Parse(code, Encoding.UTF8.GetBytes(text));
}
