using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Tests.Control;

/// <summary>Every command, by everybody, in every state: what comes of it is what <c>docs/security.md</c> says, and the network loosens nothing.</summary>
public sealed class CommandRulesTests : IDisposable
{
    private const uint Table = 7;
    private const string Begin = "<!-- made by CommandRulesTests -->\n";
    private const string End = "<!-- end -->\n";
    private const PrivacyLevel Configured = PrivacyLevel.Track;
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1000);

    private static readonly (string Name, (DecisionOrigin By, CommandRequest Request)[] Before)[] Pauses =
    [
        ("no pause", []),
        ("a pause of 600 s by the operator", [(DecisionOrigin.Operator, Pause(600))]),
        ("a pause without end by the operator", [(DecisionOrigin.Operator, Pause(0))]),
        ("a pause of 600 s by the network", [(DecisionOrigin.Network, Pause(600))]),
        ("a pause without end by the network", [(DecisionOrigin.Network, Pause(0))]),
        ("both: 600 s by the operator, without end by the network", [(DecisionOrigin.Operator, Pause(600)), (DecisionOrigin.Network, Pause(0))]),
    ];

    private static readonly (string Name, (DecisionOrigin By, CommandRequest Request)[] Before)[] Levels =
    [
        ("level `track` by the configuration", []),
        ("level `count` by the operator", [(DecisionOrigin.Operator, Level(PrivacyLevel.Count))]),
        ("level `count` by the network", [(DecisionOrigin.Network, Level(PrivacyLevel.Count))]),
    ];

    private static readonly (string Name, (DecisionOrigin By, CommandRequest Request)[] Before)[] Thresholds =
    [
        ("threshold 0.5 by the configuration", [(DecisionOrigin.Operator, Threshold(5000))]),
        ("threshold 0.6 by the operator", [(DecisionOrigin.Operator, Threshold(6000))]),
        ("threshold 0.7 by the network, 0.5 by the configuration", [(DecisionOrigin.Operator, Threshold(5000)), (DecisionOrigin.Network, Threshold(7000))]),
    ];

    private static readonly (string Name, CommandRequest Request)[] PauseCommands =
        [("`pause` for 60 s", Pause(60)), ("`pause` for 6000 s", Pause(6000)), ("`pause` without end", Pause(0)), ("`resume`", Request(CommandCode.Resume))];

    private static readonly (string Name, CommandRequest Request)[] LevelCommands =
        [.. Enum.GetValues<PrivacyLevel>().Select(level => ($"`privacy` {CommandNames.Of(level)}", Level(level)))];

    private static readonly (string Name, CommandRequest Request)[] ThresholdCommands =
        [("`threshold` 0.4", Threshold(4000)), ("`threshold` 0.5", Threshold(5000)), ("`threshold` 0.65", Threshold(6500)), ("`threshold` 0.8", Threshold(8000))];

    private readonly TempDirectory _folder = new();
    private int _runs;

    [Fact]
    public void Execute_EveryCommandByEverybodyInEveryState_IsWhatTheDocumentSays()
    {
        var path = Path.Combine(Assets.RepositoryRoot, "docs", "security.md");
        var text = File.ReadAllText(path);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var made = $"| what holds | command | at the device | over the network |\n|---|---|---|---|\n{string.Concat(Rows())}";
        if (Environment.GetEnvironmentVariable("EDGEDAEMON_UPDATE_DOCS") == "1")
            File.WriteAllText(path, text[..begin] + made + text[end..]);

        Assert.Equal(made, File.ReadAllText(path)[begin..File.ReadAllText(path).IndexOf(End, StringComparison.Ordinal)]);
    }

    [Fact]
    public void LimitOf_EveryCommand_IsInTheTable()
    {
        foreach (var code in Enum.GetValues<CommandCode>().Where(code => code != CommandCode.None))
        {
            Assert.True(CommandRules.LimitOf(code, DecisionOrigin.Operator) <= CommandLimit.Configuration);
            Assert.Equal(CommandRules.LimitOf(code, DecisionOrigin.Network), CommandRules.LimitOf(code, DecisionOrigin.Safeguard));
        }
    }

    public void Dispose() => _folder.Dispose();

    private IEnumerable<string> Rows()
    {
        foreach (var (states, commands) in new[] { (Pauses, PauseCommands), (Levels, LevelCommands), (Thresholds, ThresholdCommands) })
        {
            foreach (var (name, before) in states)
            {
                foreach (var (command, request) in commands)
                    yield return $"| {name} | {command} | {Outcome(before, request, DecisionOrigin.Operator)} | {Outcome(before, request, DecisionOrigin.Network)} |\n";
            }
        }

        foreach (var (command, request) in PauseCommands.Concat(LevelCommands))
            yield return $"| nothing that can be read | {command} | {Outcome(null, request, DecisionOrigin.Operator)} | {Outcome(null, request, DecisionOrigin.Network)} |\n";
    }

    /// <summary>What comes of a command; null: the decisions cannot be read.</summary>
    private string Outcome((DecisionOrigin By, CommandRequest Request)[]? before, CommandRequest request, DecisionOrigin by)
    {
        var folder = Directory.CreateDirectory(_folder[$"{++_runs}"]).FullName;
        if (before is null)
            File.WriteAllText(Path.Combine(folder, "privacy.txt"), "damaged");
        using var journal = JournalWriter.Open(
            new JournalOptions { Directory = folder, CursorDirectory = folder, SizeBytes = 2 << 20 }, new JournalFileSystem(), TimeProvider.System, Table);
        var camera = new RecordingCamera { ConfiguredPrivacy = Configured };
        var executor = new CommandExecutor([camera], null, new DecisionFile(folder, ["porch"], "boot", Now, _ => { }), journal);
        executor.Restore(Now);
        foreach (var (who, earlier) in before ?? [])
            Assert.Equal(CommandOutcome.Done, executor.Execute(earlier, who == DecisionOrigin.Operator, Now).Outcome);
        var (terms, score) = (camera.Terms, camera.DeviceScore);

        var outcome = executor.Execute(request, by == DecisionOrigin.Operator, Now).Outcome;

        Assert.True(camera.Terms.Privacy.Level <= Configured, "beyond the configuration");
        if (outcome != CommandOutcome.Done)
            Assert.Equal((terms, score), (camera.Terms, camera.DeviceScore));
        if (by == DecisionOrigin.Operator)
            return CommandNames.Of(outcome);
        Assert.True(camera.Terms.Privacy.Level <= terms.Privacy.Level, "a looser level");
        Assert.Equal(score, camera.DeviceScore);
        // Of two pauses the network may take back its own; the operator's stays, to its end.
        if (terms.Pause is { By: not DecisionOrigin.Network })
            Assert.True(camera.Terms.Pause is { By: not DecisionOrigin.Network } pause && pause.End >= Least(before), "a shorter pause");
        return CommandNames.Of(outcome);
    }

    /// <summary>The end of the operator's pause.</summary>
    private static TimeSpan Least((DecisionOrigin By, CommandRequest Request)[]? before) =>
        before?.First(earlier => earlier.By == DecisionOrigin.Operator).Request.Value is { } seconds and > 0 ? Now + TimeSpan.FromSeconds(seconds) : PauseDecision.Endless;

    private static CommandRequest Request(CommandCode code) => CommandRequest.Of(code, Table) with { Camera = 0 };

    private static CommandRequest Pause(uint seconds) => Request(CommandCode.Pause) with { Value = seconds };

    private static CommandRequest Level(PrivacyLevel level) => Request(CommandCode.Privacy) with { Level = level };

    private static CommandRequest Threshold(uint score) => Request(CommandCode.Threshold) with { Value = score };
}
