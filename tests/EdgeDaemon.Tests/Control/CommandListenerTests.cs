using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Linux;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeDaemon.Tests.Control;

/// <summary>The command socket itself, with real connections to it.</summary>
public sealed class CommandListenerTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly ConcurrentQueue<CommandRequest> _taken = new();
    private readonly ConcurrentQueue<bool> _wereOperators = new();
    private CommandListener? _listener;

    private string SocketPath => _folder["command.sock"];

    [Fact]
    public void Request_OfThisUser_IsHandedOverAndAnswered()
    {
        Listen();

        var answer = Ask(CommandRequest.Of(CommandCode.Pause, 7) with { Camera = 3 });

        Assert.Equal((CommandCode.Pause, CommandOutcome.Done, 42u), (answer.Code, answer.Outcome, answer.Item));
        Assert.Equal([true], _wereOperators);
        Assert.Equal((CommandCode.Pause, 3, 7u), (Assert.Single(_taken).Code, Assert.Single(_taken).Camera, Assert.Single(_taken).TableHash));
    }

    [Theory]
    [InlineData(CommandCode.Pause, CommandOutcome.Done)]
    [InlineData(CommandCode.Resume, CommandOutcome.NotAllowed)]
    public void Request_FromAfar_OnlyWhatIsAllowedAndNoOperator(CommandCode code, CommandOutcome outcome)
    {
        Listen(CommandNames.Of(CommandCode.Pause));

        Assert.Equal(outcome, Ask(CommandRequest.Of(code, 7) with { Flags = CommandFlags.FromAfar }).Outcome);
        Assert.Equal(outcome == CommandOutcome.Done ? [false] : [], _wereOperators);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Socket_Mode_IsForOwnerAndGroup()
    {
        Listen();

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(SocketPath));
    }

    [Fact]
    public void Request_NotWellFormed_ReachesNobody()
    {
        Listen();

        Assert.Equal(CommandOutcome.Malformed, Ask(CommandRequest.Of(CommandCode.Pause, 7) with { Magic = 1 }).Outcome);
        Assert.Equal(CommandOutcome.Malformed, Ask(CommandRequest.Of((CommandCode)200, 7)).Outcome);
        Assert.Equal(CommandOutcome.Malformed, Ask(CommandRequest.Of(CommandCode.Replay, 7)).Outcome);
        Assert.Equal(CommandOutcome.Malformed, Ask(CommandRequest.Of(CommandCode.Pause, 7) with { ZeroEnd = 1 }).Outcome);
        foreach (var size in new[] { 1, CommandRequest.SizeBytes - 1, CommandRequest.SizeBytes + 1, 5000 })
            Assert.Equal(CommandOutcome.Malformed, AskBytes(new byte[size])!.Value.Outcome);
        Assert.Empty(_taken);
    }

    [Fact]
    public void Connection_ThatSaysNothing_DoesNotKeepOthersWaitingForEver()
    {
        Listen();
        using var silent = UnixSocket.TryConnect(UnixSocketType.Messages, SocketPath)!;

        Assert.Equal(CommandOutcome.Done, Ask(CommandRequest.Of(CommandCode.Resume, 7)).Outcome);
    }

    /// <summary>One failure ended commands until the process was started again.</summary>
    [Fact]
    public void Accept_FailsForAWhile_CommandsGoOnAfterIt()
    {
        var failures = 2;
        _listener = CommandListener.TryStart(
            new CommandsConfig { Socket = SocketPath }, Answer, NullLogger.Instance,
            (socket, timeout) => Interlocked.Decrement(ref failures) >= 0 ? throw new UnixSocketException("The socket accepts no connection: too many open files.") : socket.Accept(timeout));

        Assert.Equal(CommandOutcome.Done, Ask(CommandRequest.Of(CommandCode.Resume, 7)).Outcome);
        Assert.True(failures < 0);
    }

    [Fact]
    public void TryStart_SocketLeftBehind_IsReplaced()
    {
        // As a process that was killed leaves it: the file is there, and nobody listens.
        UnixSocket.Listen(UnixSocketType.Messages, SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite).Dispose();
        Assert.True(File.Exists(SocketPath));

        Listen();

        Assert.Equal(CommandOutcome.Done, Ask(CommandRequest.Of(CommandCode.Resume, 7)).Outcome);
    }

    [Fact]
    public void TryStart_AnotherListens_IsRefusedAndTheOtherGoesOn()
    {
        Listen();

        Assert.Null(CommandListener.TryStart(new CommandsConfig { Socket = SocketPath }, () => { }, NullLogger.Instance));
        Assert.Equal(CommandOutcome.Done, Ask(CommandRequest.Of(CommandCode.Resume, 7)).Outcome);
    }

    [Fact]
    public void TryStart_FolderMissingOrPathTooLong_ThereIsNoListener()
    {
        Assert.Null(CommandListener.TryStart(new CommandsConfig { Socket = _folder["no", "such", "folder"] }, () => { }, NullLogger.Instance));
        Assert.Null(CommandListener.TryStart(new CommandsConfig { Socket = _folder[new string('x', 120)] }, () => { }, NullLogger.Instance));
        Assert.Null(CommandListener.TryStart(new CommandsConfig { Socket = null }, () => { }, NullLogger.Instance));
    }

    [Fact]
    public void Dispose_Listening_TakesTheSocketAway()
    {
        Listen();
        _listener!.Dispose();
        _listener = null;

        Assert.False(File.Exists(SocketPath));
        Assert.Null(UnixSocket.TryConnect(UnixSocketType.Messages, SocketPath));
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _folder.Dispose();
    }

    private void Listen(params string[] allow) =>
        _listener = CommandListener.TryStart(new CommandsConfig { Socket = SocketPath, Allow = [.. allow] }, Answer, NullLogger.Instance);

    private void Answer()
    {
        // In the listener's own thread: the first look finds it.
        if (_listener?.TryTake(out var command) != true)
            return;
        _wereOperators.Enqueue(command.IsOperator);
        _taken.Enqueue(command.Request);
        var answer = CommandAnswer.Of(command.Request.Code, CommandOutcome.Done);
        answer.Item = 42;
        command.Answer(answer);
    }

    private CommandAnswer Ask(CommandRequest request) => AskBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<CommandRequest>(in request)))!.Value;

    private CommandAnswer? AskBytes(ReadOnlySpan<byte> message)
    {
        using var socket = UnixSocket.TryConnect(UnixSocketType.Messages, SocketPath)!;
        socket.SetTimeout(TimeSpan.FromSeconds(60));
        Assert.True(socket.Send(message));
        var bytes = new byte[CommandAnswer.SizeBytes + 1];
        return socket.Receive(bytes) == CommandAnswer.SizeBytes ? MemoryMarshal.Read<CommandAnswer>(bytes) : null;
    }
}
