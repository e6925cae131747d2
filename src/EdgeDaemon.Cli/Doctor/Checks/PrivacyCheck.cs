using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Linux;
using EdgeDaemon.Pipeline.Control;

namespace EdgeDaemon.Cli.Doctor.Checks;

/// <summary>What was decided about the cameras' privacy, and can that be read?</summary>
internal static class PrivacyCheck
{
    private const string Area = "privacy";

    public static IEnumerable<Finding> Run(DaemonConfig config, TimeSpan now)
    {
        var faults = new List<string>();
        var file = new DecisionFile(config.Journal.Directory, [.. config.Cameras.Select(camera => camera.Name)], SystemClock.ReadBootId(), now, faults.Add);
        if (faults is [var fault])
            return [Finding.Fail(Area, fault, "Run the doctor as root, if it is only this user who may not read it.")];
        return config.Cameras.Select((camera, i) => Of(camera, file.Of(i).At(now)));
    }

    private static Finding Of(CameraConfig camera, CameraDecisions decided)
    {
        var (level, pause) = CameraTerms.Of(decided, camera.Privacy.Level);
        var text = $"{camera.Name}: level {TopicValues.Word(level.Level)} ({TopicValues.Word(level.By)}){(pause is { } p ? $", paused ({TopicValues.Word(p.By)})" : "")}";
        return level.By == DecisionOrigin.Safeguard || pause?.By == DecisionOrigin.Safeguard
            ? Finding.Warn(Area, $"{text}: what had been decided could not be read", DecisionFile.Remedy)
            : Finding.Pass(Area, text);
    }
}
