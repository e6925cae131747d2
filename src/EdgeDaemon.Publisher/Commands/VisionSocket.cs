using System.Net.Sockets;
using System.Runtime.InteropServices;
using EdgeDaemon.Contracts.Commands;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>Asks the vision process over its Unix socket: one connection, one message, one answer. Thread-safe.</summary>
/// <param name="path">The socket.</param>
internal sealed class VisionSocket(string path) : IVisionCommands
{
    // The vision process answers between two frames; a slow model takes a second or two.
    private const int TimeoutMilliseconds = 10_000;

    /// <inheritdoc/>
    public CommandAnswer? Ask(in CommandRequest request)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified)
            {
                SendTimeout = TimeoutMilliseconds,
                ReceiveTimeout = TimeoutMilliseconds,
            };
            socket.Connect(new UnixDomainSocketEndPoint(path));
            socket.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<CommandRequest>(in request)));
            Span<byte> bytes = stackalloc byte[CommandAnswer.SizeBytes + 1];
            return socket.Receive(bytes) == CommandAnswer.SizeBytes && MemoryMarshal.Read<CommandAnswer>(bytes) is { Magic: CommandAnswer.Expected } answer
                ? answer
                : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
