using System.Runtime.Versioning;
using EdgeDaemon.Capture.Ingest;
using EdgeDaemon.Linux;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Capture.Tests.Ingest;

/// <summary>The way of frames between two processes: what is carried, and what is not believed.</summary>
[SupportedOSPlatform("linux")]
public sealed class IngestSourceTests : IDisposable
{
    private const int FrameBytes = 64 * 48 * 3 / 2;

    private readonly TempDirectory _folder = new();
    private readonly FramePool _pool = new();

    private string Socket => _folder["frames.sock"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Frame_ArrivesWithAllThatBelongsToIt()
    {
        using var server = FrameServer.Listen(Socket);
        using var source = Source(new ManualTimeProviderAt(TimeSpan.FromSeconds(50)));
        source.Open();
        using var sent = _pool.Rent(PixelFormat.I420, 64, 48);
        for (var i = 0; i < sent.Bytes.Length; i++)
            sent.Bytes[i] = (byte)(i * 11);
        (sent.Range, sent.Timestamp, sent.SequenceNumber) = (ColorRange.Limited, TimeSpan.FromSeconds(49.5), 77);
        Assert.True(server.Send(sent));
        sent.SequenceNumber = 80;
        Assert.True(server.Send(sent));

        using var first = source.Read(CancellationToken.None)!;
        using var second = source.Read(CancellationToken.None)!;

        Assert.Equal(sent.Bytes.ToArray(), first.Bytes.ToArray());
        Assert.Equal((ColorRange.Limited, TimeSpan.FromSeconds(49.5)), (first.Range, first.Timestamp));
        // What was dropped on the way is a gap.
        Assert.Equal((0, 3), (first.SequenceNumber, second.SequenceNumber));
    }

    [Fact]
    public void Socket_IsForUserAndGroupOnly()
    {
        using var server = FrameServer.Listen(Socket);

        Assert.Equal(Convert.ToInt32("660", 8), (int)File.GetUnixFileMode(Socket));
    }

    [Fact]
    public void Send_NobodyConnected_DropsTheFrame()
    {
        using var server = FrameServer.Listen(Socket);
        using var frame = _pool.Rent(PixelFormat.I420, 64, 48);

        Assert.False(server.Send(frame));
    }

    [Fact]
    public void Send_ReaderLeavesAndComesBack_GoesOn()
    {
        using var feed = new FrameFeed(Socket);
        for (var i = 0; i < 20; i++)
        {
            using var source = Source();
            source.Open();
            source.Read(CancellationToken.None)!.Dispose();
        }
    }

    [Fact]
    public async Task Open_SecondReader_IsTurnedAway()
    {
        using var feed = new FrameFeed(Socket);
        using var first = Source();
        first.Open();
        first.Read(CancellationToken.None)!.Dispose();
        using var second = Source();
        second.Open();

        var reading = Task.Run(() => Assert.Throws<FrameSourceException>(() => second.Read(CancellationToken.None)));
        while (!reading.IsCompleted)
            first.Read(CancellationToken.None)!.Dispose();

        Assert.Contains("turned us away", (await reading).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Disconnect_WhileAStartingProcessHasACopy_IsSeenAtOnce()
    {
        const int DuplicateDescriptor = 1030; // F_DUPFD_CLOEXEC
        using var server = FrameServer.Listen(Socket);
        using var frame = _pool.Rent(PixelFormat.I420, 64, 48);
        var before = UnixSocket.Connect(UnixSocketType.Stream, Socket);
        using var copy = new SafeFileHandle(Libc.fcntl(before.Descriptor, DuplicateDescriptor, 0), ownsHandle: true);
        Assert.True(server.Send(frame));

        before.Disconnect();
        using var source = Source();
        source.Open();
        Assert.True(server.Send(frame));

        using var received = source.Read(CancellationToken.None);
        Assert.NotNull(received);
    }

    [Fact]
    public void Send_ReaderThatDoesNotRead_IsCutOff()
    {
        using var server = FrameServer.Listen(Socket);
        using var lazy = UnixSocket.Connect(UnixSocketType.Stream, Socket);
        using var frame = _pool.Rent(PixelFormat.I420, 1280, 720);

        // The buffer of the socket holds less than that; then it takes a second.
        var sent = 0;
        while (server.Send(frame))
            Assert.True(sent++ < 100);

        Assert.False(server.HasClient);
    }

    [Fact]
    public void Listen_SocketLeftBehind_IsTakenOver()
    {
        using (var abandoned = UnixSocket.Listen(UnixSocketType.Stream, Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite))
            Assert.True(File.Exists(Socket));
        Assert.True(File.Exists(Socket));

        using var feed = new FrameFeed(Socket);
        using var source = Source();
        source.Open();
        source.Read(CancellationToken.None)!.Dispose();
    }

    [Fact]
    public void Listen_WhereSomebodyListens_IsRefused()
    {
        using var server = FrameServer.Listen(Socket);

        Assert.Contains("another process", Assert.Throws<FrameSourceException>(() => FrameServer.Listen(Socket)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoIngestProcess_SaysHowToStartIt()
    {
        using var source = Source();

        var failure = Assert.Throws<FrameSourceException>(source.Open);

        Assert.Contains("edgedaemon-ingest@gate.service", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'edgedaemon ingest gate'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_IngestProcessStops_FailsAndRecovers()
    {
        using var source = Source();
        using (new FrameFeed(Socket))
        {
            source.Open();
            source.Read(CancellationToken.None)!.Dispose();
        }

        Assert.Throws<FrameSourceException>((Action)ReadForEver);
        Assert.Equal(0, _pool.Outstanding);
        using var feed = new FrameFeed(Socket);
        source.Open();
        source.Read(CancellationToken.None)!.Dispose();

        void ReadForEver()
        {
            while (true)
                source.Read(CancellationToken.None)!.Dispose();
        }
    }

    [Fact]
    public void Read_NothingComes_IsGivenUp()
    {
        using var listener = UnixSocket.Listen(UnixSocketType.Stream, Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var source = new IngestSource(Options with { StallTimeout = TimeSpan.FromMilliseconds(20) }, _pool, TimeProvider.System);
        source.Open();

        Assert.Contains("nothing for", Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0x46, "does not begin as a frame does")]
    [InlineData(4, 2, "version 2, expected 1")]
    [InlineData(6, 2, "format 2")]
    [InlineData(7, 2, "range 2")]
    [InlineData(8, 66, "66×48 pixels, expected 64×48")]
    [InlineData(11, 0x80, "pixels, expected 64×48")]
    [InlineData(12, 50, "64×50 pixels")]
    [InlineData(32, 1, "bytes, expected 4608")]
    [InlineData(35, 0x7f, "bytes, expected 4608")]
    [InlineData(36, 1, "reserved")]
    public void Read_HeaderThatLies_IsRefusedBeforeMemoryIsTaken(int position, byte value, string told)
    {
        var header = Header();
        header[position] = value;

        Assert.Contains(told, Failure(header), StringComparison.Ordinal);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(FrameHeader.SizeBytes)]
    [InlineData(FrameHeader.SizeBytes + FrameBytes - 1)]
    public void Read_EndsInTheMiddle_FailsAndGivesTheFrameBack(int bytes)
    {
        byte[] all = [.. Header(), .. new byte[FrameBytes]];

        Failure(all[..bytes]);

        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Read_AnyBytes_NeverDoMoreThanFail()
    {
        var random = new Random(4);
        for (var i = 0; i < 200; i++)
        {
            var bytes = Header();
            for (var n = random.Next(1, 6); n > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Failure(bytes);
            Assert.Equal(0, _pool.Outstanding);
        }
    }

    private static byte[] Header()
    {
        var bytes = new byte[FrameHeader.SizeBytes];
        new FrameHeader(64, 48, ColorRange.Full, TimeSpan.FromSeconds(1), 5).Write(bytes);
        return bytes;
    }

    private IngestOptions Options => new() { Camera = "gate", SocketPath = Socket, Width = 64, Height = 48, StallTimeout = TimeSpan.FromSeconds(60) };

    private IngestSource Source(TimeProvider? time = null) => new(Options, _pool, time ?? TimeProvider.System);

    /// <summary>What the source says to these bytes, after which the connection ends.</summary>
    private string Failure(byte[] bytes)
    {
        File.Delete(Socket);
        using var listener = UnixSocket.Listen(UnixSocketType.Stream, Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var source = Source();
        source.Open();
        using (var connection = listener.Accept(TimeSpan.FromSeconds(10))!)
        {
            Assert.True(connection.Send(bytes));
        }

        return Assert.Throws<FrameSourceException>(() => source.Read(CancellationToken.None)).Message;
    }

    private sealed class ManualTimeProviderAt(TimeSpan now) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now.Ticks;
    }
}
