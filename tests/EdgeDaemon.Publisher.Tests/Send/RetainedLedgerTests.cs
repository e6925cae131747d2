using System.Text;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.Messages;
using EdgeDaemon.Publisher.Send;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.Send;

public sealed class RetainedLedgerTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public void Stale_TopicOfAnEarlierRun_IsNamedUntilItsRemovalIsTaken()
    {
        Open().Sending([Retained("a"), Retained("b")]);

        var later = Open();
        Assert.Equal(["a"], later.Stale([Retained("b")]));
        Assert.Equal(["a"], Open().Stale([Retained("b")]));

        later.Removed(["a"]);
        Assert.Empty(Open().Stale([Retained("b")]));
    }

    [Fact]
    public void Sending_NotRetainedOrEmpty_IsNotNoted()
    {
        var ledger = Open();
        ledger.Sending([Retained("a") with { Retain = false }, LabelMessages.Clear("b")]);

        Assert.Empty(ledger.Stale([]));
    }

    [Fact]
    public void Sending_FolderCannotBeWritten_SaysSoAndGoesOn()
    {
        File.WriteAllText(_folder["file"], "");
        var told = new List<string>();
        var ledger = new RetainedLedger(_folder["file", "retained"], told.Add);
        ledger.Sending([Retained("a")]);

        Assert.Single(told);
        Assert.Equal(["a"], ledger.Stale([]));
    }

    public void Dispose() => _folder.Dispose();

    private static MqttMessage Retained(string topic) => new(topic, Encoding.UTF8.GetBytes("1"), Retain: true);

    private RetainedLedger Open() => new(_folder["cursor", "retained"], Assert.Fail);
}
