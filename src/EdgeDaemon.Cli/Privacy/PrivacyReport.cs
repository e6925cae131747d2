using System.Globalization;
using EdgeDaemon.Cli.Doctor;
using EdgeDaemon.Cli.Doctor.Checks;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Journal;

namespace EdgeDaemon.Cli.Privacy;

/// <summary>
/// What can leave this device, as it is configured and runs: which process may do what, each topic and field with its range, how much has gone so
/// far, and what is kept. Every claim names the tests that hold it.
/// </summary>
/// <param name="InForce">The cameras' levels in force, and the sandbox of each process: what is found at this moment.</param>
/// <param name="Topics">What can be published.</param>
/// <param name="Budget">How much one record and one event can carry, and how often.</param>
/// <param name="Sent">What has been published so far.</param>
/// <param name="Kept">What lies on the device, and for how long.</param>
/// <param name="Proofs">The claims, and the tests of each.</param>
internal sealed record PrivacyReport(
    IReadOnlyList<DoctorOutput> InForce, IReadOnlyList<OutgoingTopic> Topics, IReadOnlyList<string> Budget, EgressOutput Sent,
    IReadOnlyList<string> Kept, IReadOnlyList<PrivacyClaim> Proofs)
{
    /// <summary>Looks at the device.</summary>
    public static PrivacyReport Of(DaemonConfig config, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var findings = PrivacyCheck.Run(config, time.GetElapsedTime(0)).Concat(SandboxCheck.Run(config)).ToList();
        string? damage = null;
        var ledger = EgressLedger.Load(Path.Combine(config.Journal.CursorDirectory, EgressLedger.FileName), now, text => damage = text);
        if (damage is not null)
            findings.Add(Finding.Warn("ledger", damage));
        return new PrivacyReport(
            [.. findings.Select(DoctorOutput.Of)], [.. TopicsOf(config)], BudgetOf(config), EgressOutput.Of(ledger, now), KeptOf(config), PrivacyClaim.All);
    }

    private static IEnumerable<OutgoingTopic> TopicsOf(DaemonConfig config)
    {
        IEnumerable<(string? Prefix, IEnumerable<TopicInfo> Topics)> trees =
        [
            ($"{config.Mqtt.Prefix}/{config.DeviceId}", TopicContract.All.Where(topic => topic != TopicContract.Reply || config.Commands.Allow.Length > 0)),
            (config.Mqtt.HomeAssistant?.Prefix, TopicContract.HomeAssistant),
            (config.Mqtt.Frigate?.Prefix, TopicContract.Frigate),
        ];
        return from tree in trees where tree.Prefix is not null from topic in tree.Topics select OutgoingTopic.Of(tree.Prefix, topic);
    }

    private static IReadOnlyList<string> BudgetOf(DaemonConfig config) =>
    [
        $"between the two processes: records of {LabelRecord.SizeBytes} bytes in the journal, and nothing else",
        $"an event: {EventPayload.MaxBytes} bytes at most, of a fixed form, of which a vision process in other hands chooses 40 (docs/compromised-vision.md)",
        .. config.Cameras.Select(camera => string.Create(
            CultureInfo.InvariantCulture, $"camera {camera.Name}: {camera.Fps:0.##} frames a second are decided at most, each an event more, less or changed for each object")),
    ];

    private static IReadOnlyList<string> KeptOf(DaemonConfig config) =>
    [
        $"journal '{config.Journal.Directory}': {config.Journal.SizeMiB} MiB at most, then the oldest labels are overwritten; no picture, no crop",
        "dismissed.txt beside it: 200 dismissals at most, with place, size, label and where configured a feature vector; no picture",
        "taught.txt beside it: 16 examples of each taught thing at most, as feature vectors; no picture",
        config.LookAlikes is { } keep
            ? $"seen.txt and seen-before.txt beside it: a feature vector of each event that is over, for {keep.TotalHours:0} hours at most; no picture"
            : "feature vectors of past events: none",
        "baseline.txt of the publisher: what appeared of each label a day, how sure models were, how long cameras were blind, for 35 days",
        "frames: in memory only, until the next one; never in swap or a core dump (MemorySwapMax=0, LimitCORE=0)",
        config.AllowsSnapshots
            ? "snapshots: whoever may read the camera on this machine may write a picture with 'edgedaemon snapshot'; 'privacy: {snapshots: never}' forbids it"
            : "snapshots: none; the configuration says 'privacy: {snapshots: never}'",
        .. config.Cameras.Select(camera => $"console: {Shown(camera.Privacy.Console ?? config.Console)} of camera {camera.Name}; who looks, when and for how long is in the journal ('edgedaemon audit')"),
        .. config.Cameras.Where(camera => camera.PrivacyMasks.Length > 0).Select(camera => $"camera {camera.Name}: {camera.PrivacyMasks.Length} areas are painted black before anything looks"),
    ];

    private static string Shown(ConsoleView view) => view switch
    {
        ConsoleView.Never => "no picture",
        ConsoleView.Full => "pictures as they are",
        _ => "pictures with people pixelated",
    };
}

/// <summary>A topic that can be published.</summary>
/// <param name="Topic">The topic; what varies is in braces.</param>
/// <param name="IsRetained">Does the broker keep the last value?</param>
/// <param name="Words">What stands there, where it is a plain word or number.</param>
/// <param name="Fields">Its fields, where it is a document.</param>
internal sealed record OutgoingTopic(string Topic, bool IsRetained, string? Words, IReadOnlyList<OutgoingField> Fields)
{
    public static OutgoingTopic Of(string prefix, TopicInfo info) =>
        new($"{prefix}/{info.Pattern}", info.IsRetained, info.Words, info.Payload is { } payload ? OutgoingField.Of(payload) : []);
}

/// <summary>What has been published so far.</summary>
/// <param name="Since">When the count was begun, RFC 3339.</param>
/// <param name="Messages">Messages in all.</param>
/// <param name="Bytes">Bytes in all.</param>
/// <param name="BitsPerSecond">The mean since then.</param>
/// <param name="Topics">Each topic's share, most bytes first.</param>
internal sealed record EgressOutput(string Since, long Messages, long Bytes, double BitsPerSecond, IReadOnlyList<Egress> Topics)
{
    public static EgressOutput Of(EgressLedger ledger, DateTimeOffset now)
    {
        var topics = ledger.Topics;
        var bytes = topics.Sum(topic => topic.Bytes);
        var seconds = DateTimeOffset.TryParse(ledger.Since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? (now - since).TotalSeconds : 0;
        return new EgressOutput(ledger.Since, topics.Sum(topic => topic.Messages), bytes, seconds > 0 ? Math.Round(bytes * 8 / seconds, 1) : 0, topics);
    }
}

/// <summary>A promise, and what holds it.</summary>
/// <param name="Claim">The promise.</param>
/// <param name="Tests">Test classes, or scenarios of the systemd machine (<c>tests/vm/scenarios</c>).</param>
internal sealed record PrivacyClaim(string Claim, IReadOnlyList<string> Tests)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<PrivacyClaim> All { get; } =
    [
        new("The process that sees the camera has no network, no privileges and filtered system calls.", ["40-security", "41-probe", "42-denied-calls"]),
        new("No program of the publisher's side contains code that reads cameras or pictures.", ["ClosureTests"]),
        new("What is published is of the forms above, and nothing else.", ["CheckingTransport", "MqttReferenceTests"]),
        new("No text that a vision process in other hands has chosen leaves.", ["PlantedNamesTests"]),
        new("Lower levels take fields away before the journal.", ["PrivacyTests"]),
        new("A pause or a level outlives a crash, and what cannot be read counts as the strictest.", ["DecisionFileTests"]),
        new("The network only makes stricter what was decided at the device.", ["CommandRulesTests"]),
        new("The console shows people as the configuration says, and nobody looks without a record of it.", ["CameraViewTests", "FrameTests"]),
        new("Privacy masks are painted before anything looks.", ["PrivacyMaskTests"]),
    ];
}
