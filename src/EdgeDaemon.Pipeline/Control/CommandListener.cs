using System.Collections.Immutable;
using System.Runtime.InteropServices;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Linux;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Pipeline.Control;

/// <summary>
/// Takes commands from a Unix socket, one connection and one fixed-size message at a time, and hands them to the inference thread,
/// which obeys between two frames. Who is at the other end the kernel says: root and this process's own user may do everything,
/// anybody else that the socket's mode lets in (the publisher) only what <c>commands.allow</c> lists, and so may whatever the publisher
/// hands on, where both processes run as the same user.
/// </summary>
internal sealed partial class CommandListener : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    // Longer than any model run that is not stuck, shorter than those who ask wait.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan PeerPatience = TimeSpan.FromSeconds(1);
    private readonly ImmutableHashSet<CommandCode> _allow;
    private readonly UnixListener _listener;
    private readonly Action _wake;
    private readonly ILogger _logger;
    private PendingCommand? _pending;

    private CommandListener(
        UnixSocket socket, Func<UnixSocket, TimeSpan, UnixSocket?>? accept, string path, ImmutableHashSet<CommandCode> allow, Action wake, ILogger logger)
    {
        (_allow, _wake, _logger) = (allow, wake, logger);
        _listener = new UnixListener(socket, path, "commands", Look, Serve, reason => LogCannotListen(logger, reason), accept);
        _listener.Start();
    }

    /// <summary>Begins to listen; null, after saying why, when that is not possible: labels matter more than commands.</summary>
    /// <param name="config">Where, and what for.</param>
    /// <param name="wake">Called when <see cref="TryTake"/> has something.</param>
    /// <param name="logger">Where messages go.</param>
    /// <param name="accept">Waits for the next connection; another one than the system's in tests.</param>
    public static CommandListener? TryStart(
        CommandsConfig config, Action wake, ILogger logger, Func<UnixSocket, TimeSpan, UnixSocket?>? accept = null)
    {
        if (config.Socket is not { } path)
            return null;
        try
        {
            var socket = UnixSocket.ListenAlone(
                UnixSocketType.Messages, path, Mode, $"The folder of the command socket '{path}' is not there; commands cannot be given. Make it, or set commands.socket.",
                $"Another process listens on the command socket '{path}'; give each daemon its own (commands.socket).");
            var listener = new CommandListener(socket, accept, path, [.. config.Allow.Select(CommandNames.Parse)], wake, logger);
            LogListening(logger, path);
            return listener;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogCannotListen(logger, e.Message);
            return null;
        }
    }

    /// <summary>The command that waits, if any; whoever takes it answers it. Called by the inference thread.</summary>
    public bool TryTake(out PendingCommand command)
    {
        command = Interlocked.Exchange(ref _pending, null)!;
        return command is not null;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Serve(UnixSocket peer)
    {
        using var connection = peer;
        peer.SetTimeout(PeerPatience);
        var who = peer.PeerCredentials();
        Span<byte> message = stackalloc byte[CommandRequest.SizeBytes + 1];
        var size = peer.Receive(message);
        if (size <= 0)
            return;
        var answer = Judge(message[..size], who);
        peer.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<CommandAnswer>(in answer)));
    }

    private CommandAnswer Judge(ReadOnlySpan<byte> message, PeerCredentials who)
    {
        if (message.Length != CommandRequest.SizeBytes)
            return CommandAnswer.Of(CommandCode.None, CommandOutcome.Malformed);
        var request = MemoryMarshal.Read<CommandRequest>(message);
        if (!request.IsWellFormed)
            return CommandAnswer.Of(CommandCode.None, CommandOutcome.Malformed);
        var isOperator = (who.UserId == 0 || who.UserId == Libc.geteuid()) && !request.Flags.HasFlag(CommandFlags.FromAfar);
        var answer = isOperator || _allow.Contains(request.Code)
            ? Ask(request, isOperator)
            : CommandAnswer.Of(request.Code, CommandOutcome.NotAllowed);
        LogCommand(_logger, CommandNames.Of(request.Code), CommandNames.Of(answer.Outcome), who.UserId, who.ProcessId);
        return answer;
    }

    private CommandAnswer Ask(in CommandRequest request, bool isOperator)
    {
        // Not disposed: the inference thread may still answer one that was given up.
        var command = new PendingCommand(request, isOperator);
        Volatile.Write(ref _pending, command);
        _wake();
        for (var waited = TimeSpan.Zero; waited < Patience && !_listener.IsStopping; waited += Look)
        {
            if (command.TryAwait(Look, out var answer))
                return answer;
        }

        Interlocked.CompareExchange(ref _pending, null, command);
        return CommandAnswer.Of(request.Code, CommandOutcome.Busy);
    }

    [LoggerMessage(1311, LogLevel.Information, "Commands: listening on '{path}'.")]
    private static partial void LogListening(ILogger logger, string path);

    [LoggerMessage(1312, LogLevel.Warning, "Commands: {reason}")]
    private static partial void LogCannotListen(ILogger logger, string reason);

    [LoggerMessage(1313, LogLevel.Information, "Command '{command}': {outcome} (user {user}, process {process}).")]
    private static partial void LogCommand(ILogger logger, string command, string outcome, uint user, int process);
}
