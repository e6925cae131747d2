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
        Assert.Empty(later.Stale([Retained("b")]));
        later.Tidy();
        Assert.Empty(Open().Stale([Retained("b")]));
    }

    /// <summary>Topics that come and go with the name tables of a vision process that means no good: two synced writes each time.</summary>
    [Fact]
    public void Sending_TopicsThatComeAndGo_AreWrittenOnce()
    {
        var ledger = Open();
        ledger.Sending([Retained("a")]);
        ledger.Sending([Retained("b")]);
        File.SetLastWriteTimeUtc(Path, DateTime.UnixEpoch);
        for (var i = 0; i < 10; i++)
        {
            ledger.Removed(["a"]);
            ledger.Sending([Retained("a")]);
            ledger.Removed(["b"]);
            ledger.Sending([Retained("b")]);
        }

        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(Path));
        Assert.Equal(["a", "b"], Open().Stale([]));
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
        File.Delete(_folder["file"]);
        ledger.SaveAgain();
        Assert.Equal(["a"], new RetainedLedger(_folder["file", "retained"], told.Add).Stale([]));
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("pipe")]
    [InlineData("folder")]
    public void Open_NoRegularFile_SaysSoAndKnowsNothing(string what)
    {
        Directory.CreateDirectory(_folder["folder"]);
        System.Diagnostics.Process.Start("mkfifo", [_folder["pipe"]]).WaitForExit();
        File.CreateSymbolicLink(_folder["link"], System.IO.Path.Combine(_folder.Path, what));
        var told = new List<string>();

        Assert.Empty(new RetainedLedger(_folder["link"], told.Add).Stale([]));
        Assert.Contains("not a regular file", Assert.Single(told), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static MqttMessage Retained(string topic) => new(topic, Encoding.UTF8.GetBytes("1"), Retain: true);

    private string Path => _folder["cursor", "retained"];

    private RetainedLedger Open() => new(Path, Assert.Fail);
}
