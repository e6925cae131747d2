using System.Runtime.Versioning;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Linux.Tests;

[SupportedOSPlatform("linux")]
public sealed class UnixSocketTests : IDisposable
{
    private const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private readonly TempDirectory _folder = new();

    private string Path => _folder["socket"];

    [Fact]
    public void Messages_ArriveWhole_AndTheKernelSaysWhoSentThem()
    {
        using var listener = UnixSocket.Listen(UnixSocketType.Messages, Path, OwnerAndGroup);
        using var client = UnixSocket.Connect(UnixSocketType.Messages, Path);
        using var server = listener.Accept(Long)!;
        var received = new byte[16];

        Assert.True(client.Send([1, 2, 3]));
        Assert.True(client.Send([4]));

        Assert.Equal(3, server.Receive(received));
        Assert.Equal(1, server.Receive(received));
        Assert.Equal(Environment.ProcessId, server.PeerCredentials().ProcessId);
    }

    [Fact]
    public void Listen_FileHasItsMode_WhateverTheMask()
    {
        using var listener = UnixSocket.Listen(UnixSocketType.Stream, Path, OwnerAndGroup);

        Assert.Equal(OwnerAndGroup, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void TryConnect_NobodyListens_IsNull()
    {
        Assert.Null(UnixSocket.TryConnect(UnixSocketType.Stream, Path));
        UnixSocket.Listen(UnixSocketType.Stream, Path, OwnerAndGroup).Dispose();
        Assert.Null(UnixSocket.TryConnect(UnixSocketType.Stream, Path));
    }

    [Fact]
    public void Accept_NobodyComes_IsNull()
    {
        using var listener = UnixSocket.Listen(UnixSocketType.Stream, Path, OwnerAndGroup);

        Assert.Null(listener.Accept(TimeSpan.Zero));
    }

    [Fact]
    public void Disconnect_OtherEnd_SeesItThoughACopyOfTheDescriptorLives()
    {
        using var listener = UnixSocket.Listen(UnixSocketType.Stream, Path, OwnerAndGroup);
        var client = UnixSocket.Connect(UnixSocketType.Stream, Path);
        using var server = listener.Accept(Long)!;
        using var copy = new Microsoft.Win32.SafeHandles.SafeFileHandle(Libc.fcntl(client.Descriptor, 0, 0), ownsHandle: true);

        client.Disconnect();

        Assert.False(copy.IsInvalid);
        Assert.Equal(0, server.Receive(new byte[1]));
    }

    [Fact]
    public void TrySend_NobodyReads_GoesOnUntilItWouldWait()
    {
        using var listener = UnixSocket.Listen(UnixSocketType.Stream, Path, OwnerAndGroup);
        using var client = UnixSocket.Connect(UnixSocketType.Stream, Path);
        using var server = listener.Accept(Long)!;
        var block = new byte[1 << 16];
        var sent = 0L;

        for (var count = client.TrySend(block); count > 0; count = client.TrySend(block))
            sent += count;

        Assert.InRange(sent, 1, 1 << 28);
        server.Dispose();
        Assert.True(client.TrySend(block) < 0);
    }

    [Fact]
    public void AddressOf_TooLong_SaysHowLongAndWhatToDo()
    {
        var path = "/" + new string('a', 107);

        var refusal = Assert.Throws<UnixSocketException>(() => UnixSocket.Listen(UnixSocketType.Stream, path, OwnerAndGroup));

        Assert.Contains("1 to 107 bytes", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("has 108", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_FileIsNoSocket_SaysWhy()
    {
        File.WriteAllText(Path, "");

        Assert.Null(UnixSocket.TryConnect(UnixSocketType.Stream, Path)); // ECONNREFUSED, as for a listener that has ended
        Assert.Contains(Path, Assert.Throws<UnixSocketException>(() => UnixSocket.Connect(UnixSocketType.Stream, Path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
