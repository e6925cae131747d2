using System.Globalization;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Journal;
using EdgeDaemon.Linux;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Commands;
using EdgeDaemon.Publisher.Publishing;
using EdgeDaemon.Publisher.Status;
using EdgeDaemon.Publisher.Tests.Publishing;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Tests.Commands;

/// <summary>
/// Malformed commands through the whole of the publisher's command path but the broker: gate, parser, translation, replies. So many
/// that each kind meets each command; a million with <c>EDGEDAEMON_FUZZ_COMMANDS=1000000</c>.
/// </summary>
public sealed class CommandFuzzTests
{
    private const int OrdinaryCount = 20_000;
    private const int Seed = 20260102;

    [Fact]
    public void Collect_MalformedCommands_NoEffectAndNoReplyOutsideThePrefix()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("EDGEDAEMON_FUZZ_COMMANDS") ?? $"{OrdinaryCount}", CultureInfo.InvariantCulture);
        using var rig = new PublisherRig();
        var vision = new RecordingVision();
        var opened = 0;
        var log = new RecordingLog();
        var view = new DeviceView(new ShownLabels());
        var status = new StatusReporter(rig.Topics, view, () => new PublisherFacts(new PublisherStatus(default, 0, 0, 0, 0), false, 0, 0, 0, 0), new DeviceSensors(), new SystemClock(TimeProvider.System), TimeProvider.System);
        using var service = new CommandService(
            new CommandOptions
            {
                Allow = [.. Enum.GetValues<CommandCode>()],
                PerMinute = int.MaxValue,
                Vision = vision,
                Names = rig.Table,
            },
            rig.Topics,
            () =>
            {
                opened++;
                return JournalReader.Open(rig.Journal, new JournalFileSystem());
            },
            rig.Tables, view, status, () => { }, log, TimeProvider.System);

        // Told once, it has nothing to say until it is asked.
        var asked = false;
        status.Collect([], ref asked);

        var commands = new MalformedCommands(rig.Topics.Root, Seed);
        var (admitted, replies) = (0, new List<MqttMessage>());
        for (var i = 0; i < count; i++)
        {
            var message = commands.Next();
            admitted += service.OnReceived(message) ? 1 : 0;
            replies.Clear();
            service.Collect(replies, ref asked);
            log.Lines.Clear();
            foreach (var reply in replies)
            {
                Assert.Equal($"{rig.Topics.Root}/reply/fuzz", reply.Topic);
                Assert.DoesNotContain("\"outcome\":\"done\"", System.Text.Encoding.UTF8.GetString(reply.Payload.Span), StringComparison.Ordinal);
            }
        }

        // Nothing got as far as the vision process, the journal, or the status; and the fuzz did get as far as the parser.
        Assert.Empty(vision.Requests);
        Assert.Equal(0, opened);
        List<MqttMessage> told = [];
        status.Collect(told, ref asked);
        Assert.Empty(told);
        Assert.False(asked);
        Assert.InRange(admitted, count / 4, count);
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} malformed commands, {admitted} of them read, 0 effects.");
    }
}
