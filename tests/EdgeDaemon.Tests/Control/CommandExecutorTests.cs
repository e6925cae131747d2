using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Tests.Control;

public sealed class CommandExecutorTests : IDisposable
{
    private const uint Table = 0xABCD;
    private readonly TempDirectory _folder = new();
    private readonly JournalOptions _options;
    private readonly JournalWriter _journal;
    private readonly RecordingCamera _porch = new();
    private readonly RecordingCamera _yard = new() { LabelCount = 0 };
    private readonly Dismissals _dismissals = new();
    private readonly CommandExecutor _executor;

    public CommandExecutorTests()
    {
        _options = new JournalOptions { Directory = _folder["journal"], CursorDirectory = _folder["cursor"], SizeBytes = 2 << 20 };
        _journal = JournalWriter.Open(_options, new JournalFileSystem(), TimeProvider.System, Table);
        _executor = Executor(_dismissals);
    }

    [Fact]
    public void Execute_Pause_ReachesTheCamerasAndIsJournaled()
    {
        Assert.Equal(CommandOutcome.Done, Execute(Request(CommandCode.Pause, camera: 1) with { Value = 90 }).Outcome);
        var answer = Execute(Request(CommandCode.Resume));

        Assert.Empty(_porch.Told);
        Assert.Equal(["pause", "resume"], _yard.Told);
        var records = Journaled();
        Assert.Equal([CommandCode.Pause, CommandCode.Resume], records.Select(r => (CommandCode)r.Value));
        Assert.Equal((1, 2, 255), (records[0].Camera, records[0].Zones, records[1].Camera));
        Assert.Equal((records[1].BootEpoch, records[1].Sequence), (answer.BootEpoch, answer.Sequence));
    }

    [Fact]
    public void Tick_PauseForAWhile_ResumesByItselfAndSaysSo()
    {
        Execute(Request(CommandCode.Pause, camera: 0) with { Value = 60 }, at: 100);
        _executor.Tick(TimeSpan.FromSeconds(159));
        Assert.Equal(["pause"], _porch.Told);

        _executor.Tick(TimeSpan.FromSeconds(160));
        _executor.Tick(TimeSpan.FromSeconds(161));
        Assert.Equal(["pause", "resume"], _porch.Told);
        Assert.Equal([CommandCode.Pause, CommandCode.Resume], Journaled().Select(r => (CommandCode)r.Value));
    }

    [Fact]
    public void Execute_Threshold_OfALabelOrAll()
    {
        Execute(Request(CommandCode.Threshold, camera: 0) with { Label = 2, Value = 2500 });
        Execute(Request(CommandCode.Threshold, camera: 0) with { Value = 10_000 });

        Assert.Equal(["threshold 2 0.25", "threshold  1"], _porch.Told);
        Assert.Equal([64, 255], Journaled().Select(r => (int)r.Score));
    }

    [Fact]
    public void Execute_Privacy_FromAfarOnlyTowardsStricter()
    {
        Assert.Equal(CommandOutcome.Done, Execute(Request(CommandCode.Privacy) with { Level = PrivacyLevel.Zone }).Outcome);
        Assert.Equal(CommandOutcome.NotStricter, Execute(Request(CommandCode.Privacy) with { Level = PrivacyLevel.Track }).Outcome);
        Assert.Equal(CommandOutcome.Done, Execute(Request(CommandCode.Privacy, camera: 0) with { Level = PrivacyLevel.Presence }).Outcome);

        // One of the two cameras would become looser: it stays, and the other one is made stricter all the same.
        Assert.Equal(CommandOutcome.Done, Execute(Request(CommandCode.Privacy) with { Level = PrivacyLevel.Count }).Outcome);
        Assert.Equal((PrivacyLevel.Presence, PrivacyLevel.Count), (_porch.Privacy, _yard.Privacy));
        Assert.Equal(3, Journaled().Count);
    }

    [Fact]
    public void Execute_PrivacyByAnOperator_LoosensUpToTheConfiguration()
    {
        var strict = new RecordingCamera { ConfiguredPrivacy = PrivacyLevel.Zone };
        var executor = new CommandExecutor([strict], null, Kept("strict"), _journal);
        executor.Execute(Request(CommandCode.Privacy) with { Level = PrivacyLevel.Presence }, isOperator: false, default);

        Assert.Equal(CommandOutcome.NotStricter, executor.Execute(Request(CommandCode.Privacy) with { Level = PrivacyLevel.Track }, true, default).Outcome);
        Assert.Equal(CommandOutcome.Done, executor.Execute(Request(CommandCode.Privacy) with { Level = PrivacyLevel.Zone }, true, default).Outcome);
        Assert.Equal(PrivacyLevel.Zone, strict.Privacy);
    }

    [Fact]
    public void Restore_AfterARestart_NothingIsLooserThanItWas()
    {
        Execute(Request(CommandCode.Privacy, camera: 0) with { Level = PrivacyLevel.Count });

        var after = new RecordingCamera();
        new CommandExecutor([after], null, Kept("porch"), _journal).Restore(default);

        Assert.Equal(PrivacyLevel.Count, after.Privacy);
    }

    [Fact]
    public void Execute_CannotBeKept_IsNotDoneAndOnlyTheStricterHolds()
    {
        var told = new List<string>();
        var executor = new CommandExecutor([_porch], null, new DecisionFile(_folder["journal"], ["porch"], "boot", default, told.Add), _journal);
        var level = Request(CommandCode.Privacy, camera: 0);
        Assert.Equal(CommandOutcome.Done, executor.Execute(level with { Level = PrivacyLevel.Zone }, isOperator: true, default).Outcome);
        // A folder in its place: nothing can be renamed over it.
        File.Delete(_folder["journal", "privacy.txt"]);
        Directory.CreateDirectory(_folder["journal", "privacy.txt"]);

        Assert.Equal(CommandOutcome.NotSaved, executor.Execute(level with { Level = PrivacyLevel.Box }, isOperator: true, default).Outcome);
        Assert.Equal(PrivacyLevel.Zone, _porch.Privacy);
        Assert.Equal(CommandOutcome.NotSaved, executor.Execute(level with { Level = PrivacyLevel.Count }, isOperator: true, default).Outcome);
        Assert.Equal(CommandOutcome.NotSaved, executor.Execute(Request(CommandCode.Pause, camera: 0), isOperator: false, default).Outcome);
        Assert.Equal((PrivacyLevel.Count, true), (_porch.Privacy, _porch.Terms.Pause is not null));
        Assert.Equal(CommandOutcome.NotSaved, executor.Execute(Request(CommandCode.Resume, camera: 0), isOperator: true, default).Outcome);
        Assert.NotNull(_porch.Terms.Pause);
        Assert.Equal(4, told.Count);
        Assert.Single(Journaled());

        // What holds is kept as soon as that is possible again.
        Directory.Delete(_folder["journal", "privacy.txt"]);
        executor.Tick(TimeSpan.FromSeconds(59));
        Assert.False(File.Exists(_folder["journal", "privacy.txt"]));
        executor.Tick(TimeSpan.FromSeconds(60));
        Assert.Equal(new LevelDecision(PrivacyLevel.Count, DecisionOrigin.Operator), Kept("porch").Of(0).Level);
        Assert.Equal(DecisionOrigin.Network, Kept("porch").Of(0).Pause?.By);
    }

    [Fact]
    public void Tick_PauseOfAnHour_IsKeptAsItGetsShorter()
    {
        Execute(Request(CommandCode.Pause, camera: 0) with { Value = 3600 }, at: 100);
        _executor.Tick(TimeSpan.FromSeconds(699));
        Assert.Equal(3600, LeftAfterAReboot());
        _executor.Tick(TimeSpan.FromSeconds(700));
        Assert.Equal(3000, LeftAfterAReboot());
        _executor.Tick(TimeSpan.FromSeconds(3700));
        Assert.Equal(0, LeftAfterAReboot());

        double LeftAfterAReboot() => new DecisionFile(_folder["journal"], ["porch"], "next boot", default, Assert.Fail).Of(0).Pause?.End.TotalSeconds ?? 0;
    }

    [Fact]
    public void Execute_Dismissals_AreMadeListedAndUndone()
    {
        Assert.Equal(1u, Execute(Request(CommandCode.Dismiss) with { EventBoot = 5, EventTrack = 7 }).Item);
        Assert.Equal(CommandOutcome.UnknownEvent, Execute(Request(CommandCode.Dismiss) with { EventBoot = 4, EventTrack = 7 }).Outcome);

        var listed = Execute(Request(CommandCode.List));
        Assert.Equal((1u, 1u, (ushort)2, true), (listed.Total, listed.Item, listed.Label, listed.HasBox));
        Assert.Equal(CommandOutcome.UnknownItem, Execute(Request(CommandCode.Undismiss) with { Value = 9 }).Outcome);
        Assert.Equal(CommandOutcome.Done, Execute(Request(CommandCode.Undismiss) with { Value = 1 }).Outcome);
        Assert.Equal(0u, Execute(Request(CommandCode.List)).Total);

        // Only what took effect is stated.
        Assert.Equal([CommandCode.Dismiss, CommandCode.Undismiss], Journaled().Select(r => (CommandCode)r.Value));
    }

    [Theory]
    [InlineData(CommandCode.Dismiss)]
    [InlineData(CommandCode.Undismiss)]
    [InlineData(CommandCode.List)]
    public void Execute_NothingRemembersDismissals_SaysSo(CommandCode code) =>
        Assert.Equal(CommandOutcome.NotAvailable, Executor(null).Execute(Request(code), isOperator: true, default).Outcome);

    [Fact]
    public void Execute_ThatMakesNoSenseHere_IsRefusedWithoutEffect()
    {
        Assert.Equal(CommandOutcome.OtherConfiguration, Execute(Request(CommandCode.Pause) with { TableHash = 1 }).Outcome);
        Assert.Equal(CommandOutcome.UnknownName, Execute(Request(CommandCode.Pause, camera: 2)).Outcome);
        Assert.Equal(CommandOutcome.Malformed, Execute(Request(CommandCode.Threshold)).Outcome);
        Assert.Equal(CommandOutcome.Malformed, Execute(Request(CommandCode.Threshold, camera: 0) with { Value = 10_001 }).Outcome);
        Assert.Equal(CommandOutcome.UnknownName, Execute(Request(CommandCode.Threshold, camera: 0) with { Label = 3 }).Outcome);
        Assert.Equal(CommandOutcome.UnknownName, Execute(Request(CommandCode.Threshold, camera: 1)).Outcome);

        Assert.Empty(_porch.Told.Concat(_yard.Told));
        Assert.Empty(Journaled());
    }

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    private static CommandRequest Request(CommandCode code, byte camera = CommandRequest.AllCameras) => CommandRequest.Of(code, Table) with { Camera = camera };

    private CommandExecutor Executor(IDismissals? dismissals) =>
        new([_porch, _yard], dismissals, Kept("porch", "yard"), _journal);

    private DecisionFile Kept(params string[] cameras) => new(_folder["journal"], [.. cameras], "boot", default, Assert.Fail);

    private CommandAnswer Execute(CommandRequest request, int at = 0) => _executor.Execute(request, isOperator: false, TimeSpan.FromSeconds(at));

    private List<LabelRecord> Journaled()
    {
        using var reader = JournalReader.Open(_options, new JournalFileSystem());
        var found = new List<LabelRecord>();
        while (reader.TryRead(out var record))
        {
            if (record.Kind == LabelRecordKind.Command)
                found.Add(record);
        }

        return found;
    }

    /// <summary>Knows one event, 5-7.</summary>
    private sealed class Dismissals : IDismissals
    {
        private readonly List<Dismissal> _all = [];

        public int Count => _all.Count;

        public CommandOutcome Dismiss(uint bootEpoch, uint track, out uint number, DecisionOrigin by)
        {
            number = 0;
            if ((bootEpoch, track) != (5u, 7u))
                return CommandOutcome.UnknownEvent;
            _all.Add(new Dismissal(number = 1, 0, 2, NormalizedBox.FromFractions(0, 0, 1, 1), 0, 1000));
            return CommandOutcome.Done;
        }

        public CommandOutcome Undo(uint number, DecisionOrigin by) => _all.RemoveAll(d => d.Number == number) > 0 ? CommandOutcome.Done : CommandOutcome.UnknownItem;

        public Dismissal At(int index) => _all[index];
    }
}
