using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.TestKit;
using EdgeDaemon.Tests.Pipeline;

namespace EdgeDaemon.Tests.Control;

/// <summary>What the journal says of a camera is what holds for it, whatever was commanded.</summary>
public sealed class EffectiveStateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Execute_AThousandRandomCommands_TheJournalSaysWhatHolds(int seed)
    {
        var random = new Random(seed);
        using var folder = new TempDirectory();
        using var rig = new ObjectRig(ObjectRig.Camera with { Privacy = new PrivacyConfig { Level = PrivacyLevel.Track }, ScoreThreshold = 0.4 });
        var executor = new CommandExecutor([rig.Controls], null, new DecisionFile(folder.Path, ["porch"], "boot", default, Assert.Fail), rig.Journal);
        var (device, network, outcomes) = (0.4, 0.0, new HashSet<CommandOutcome>());
        for (var i = 1; i <= 1000; i++)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(random.Next(120)));
            executor.Tick(rig.Time.GetElapsedTime(0));
            var (isOperator, score) = (random.Next(3) == 0, random.Next(10) / 10.0);
            var request = CommandRequest.Of((CommandCode)random.Next((int)CommandCode.Pause, (int)CommandCode.Dismiss), rig.Journal.TableHash) with { Camera = 0 };
            (request.Level, request.Value) = ((PrivacyLevel)random.Next(5), request.Code == CommandCode.Threshold ? (uint)(score * CommandRequest.ScoreOne) : (uint)random.Next(300));
            var outcome = executor.Execute(request, isOperator, rig.Time.GetElapsedTime(0)).Outcome;
            outcomes.Add(outcome);
            if (request.Code == CommandCode.Threshold && outcome == CommandOutcome.Done)
                (device, network) = isOperator ? (score, 0) : (device, score);
            if (i % 20 != 0)
                continue;
            var told = EffectiveSettings.From(rig.Records.Last(r => r.Kind == LabelRecordKind.State))!.Value;
            Assert.Equal((rig.Pipeline.Privacy, !rig.Pipeline.Capture.Pause.IsOpen), (told.Privacy, told.Pause is not null));
            Assert.Equal((Math.Max(device, network), device), (told.Threshold, told.LeastThreshold));
        }

        Assert.Equal([CommandOutcome.Done, CommandOutcome.NotStricter], outcomes.Order());
    }
}
