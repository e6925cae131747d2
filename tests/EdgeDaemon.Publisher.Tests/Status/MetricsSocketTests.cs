using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Publisher.Tests.Publishing;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Publisher.Tests.Status;

/// <summary>What is read from a running publisher's socket, and who cannot keep others from it.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class MetricsSocketTests : IDisposable
{
    private const string Get = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private readonly MosquittoBroker _broker = MosquittoBroker.Run();
    private readonly PublisherRig _rig = new();
    private readonly TempDirectory _folder = new();

    private string SocketPath => _folder["metrics.sock"];

    [Fact]
    public void Get_LabelsArePublished_EveryLineIsWellFormedAndNothingThatWasSeenIsTold()
    {
        Start(labels: false);
        _rig.AwaitAcknowledged(_rig.Append(LabelRecordKind.Count, value: 2, label: 0));

        var page = Ask(Get);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", page, StringComparison.Ordinal);
        var lines = page[(page.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(@"^(# (HELP|TYPE) edgedaemon_\w+ .+|edgedaemon_\w+(\{(\w+=""[^""\\]*""(,|(?=\})))+\})? -?[0-9.E+-]+)$", line));
        var names = lines.Where(line => line[0] != '#').Select(line => Regex.Match(line, @"^\w+").Value).ToHashSet();
        Assert.Equal(names, lines.Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToHashSet());
        Assert.Contains("edgedaemon_broker_connected 1", lines);
        Assert.Contains("edgedaemon_journal_backlog_records 0", lines);
        Assert.Contains("edgedaemon_camera_live{camera=\"porch\"} 1", lines);
        Assert.DoesNotContain("person", page, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(SocketPath));
    }

    [Fact]
    public void Get_LabelsAreAllowed_CountsAreThere()
    {
        Start(labels: true);
        _rig.AwaitAcknowledged(_rig.Append(LabelRecordKind.Count, value: 2, label: 0));

        Assert.Contains("edgedaemon_objects{camera=\"porch\",label=\"person\"} 2\n", Ask(Get), StringComparison.Ordinal);
    }

    [Fact]
    public void Get_BrokerIsAway_BacklogIsStillTold()
    {
        Start(labels: false);
        _broker.Stop();
        _rig.Append(LabelRecordKind.Count, value: 1, label: 0);

        Assert.True(SpinWait.SpinUntil(() => Ask(Get).Contains("edgedaemon_broker_connected 0\n", StringComparison.Ordinal), PublisherRig.Limit));
        Assert.Matches("edgedaemon_journal_backlog_records [1-9]", Ask(Get));
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\n\r\n", "405")]
    [InlineData("GET / HTTP/1.1\r\n", "")]
    [InlineData("", "")]
    public void Ask_NoGet_GetsNoPage(string request, string status)
    {
        Start(labels: false);

        var answer = Ask(request, isEnd: true);
        Assert.StartsWith(status.Length > 0 ? $"HTTP/1.1 {status}" : "", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("edgedaemon_", answer, StringComparison.Ordinal);
        Assert.Contains("200 OK", Ask(Get), StringComparison.Ordinal);
    }

    [Fact]
    public void Ask_HundredThatNeitherAskNorRead_LabelsGoOnAndTheNextIsAnswered()
    {
        Start(labels: false);
        var idle = new List<Socket>();
        try
        {
            for (var i = 0; i < 100; i++)
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
                idle.Add(socket);
                try
                {
                    socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
                    if (i % 2 == 0)
                        socket.Send(Encoding.ASCII.GetBytes(Get));
                }
                catch (SocketException)
                {
                    // The queue is full: that is what bounds it.
                }
            }

            _rig.AwaitAcknowledged(_rig.Append(LabelRecordKind.Count, value: 1, label: 0));
            Assert.Contains("200 OK", Ask(Get), StringComparison.Ordinal);
        }
        finally
        {
            idle.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public void Start_SocketLeftBehind_IsTakenOverAndGoneAtTheEnd()
    {
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            dead.Bind(new UnixDomainSocketEndPoint(SocketPath));
        Start(labels: false);

        Assert.Contains("200 OK", Ask(Get), StringComparison.Ordinal);
        _rig.StopPublisher();
        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public void Start_FolderIsNotThere_IsToldAndLabelsGoOn()
    {
        _rig.StartPublisher(_broker.Port, o => o with { Metrics = new MetricsConfig { Socket = _folder["none", "metrics.sock"] } });

        _rig.AwaitLog($"trouble The folder of the metrics socket '{_folder["none", "metrics.sock"]}' is not there");
        _rig.AwaitAcknowledged(_rig.Live());
    }

    public void Dispose()
    {
        _rig.Dispose();
        _broker.Dispose();
        _folder.Dispose();
    }

    private void Start(bool labels)
    {
        _rig.StartPublisher(_broker.Port, o => o with { Metrics = new MetricsConfig { Socket = SocketPath, Labels = labels } });
        _rig.AwaitAcknowledged(_rig.Live());
    }

    private string Ask(string request, bool isEnd = false)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.True(SpinWait.SpinUntil(() => TryConnect(socket), PublisherRig.Limit));
        socket.Send(Encoding.ASCII.GetBytes(request));
        if (isEnd)
            socket.Shutdown(SocketShutdown.Send);
        var (answer, part) = (new StringBuilder(), new byte[4096]);
        while (socket.Receive(part) is > 0 and var count)
            answer.Append(Encoding.UTF8.GetString(part, 0, count));
        return answer.ToString();
    }

    private bool TryConnect(Socket socket)
    {
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
