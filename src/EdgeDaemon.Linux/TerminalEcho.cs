using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EdgeDaemon.Linux;

/// <summary>Keeps a terminal from showing what is typed at it (termios(3)), until it is disposed or the process is asked to end.</summary>
public sealed partial class TerminalEcho : IDisposable
{
    // struct termios of glibc, the same on x64 and arm64: four words of flags, the third of which are the local ones.
    private const int Bytes = 60;
    private const int LocalFlags = 12;
    private const uint ECHO = 8;
    private const int TCSAFLUSH = 2;
    private const int StandardInput = 0;

    private readonly byte[] _before = new byte[Bytes];
    private readonly bool _isTerminal;
    private readonly PosixSignalRegistration[] _signals = [];

    private TerminalEcho()
    {
        _isTerminal = tcgetattr(StandardInput, _before) == 0;
        if (!_isTerminal)
            return;
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, _ => Restore()))];
        var hidden = _before.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(hidden.AsSpan(LocalFlags), BinaryPrimitives.ReadUInt32LittleEndian(_before.AsSpan(LocalFlags)) & ~ECHO);
        _ = tcsetattr(StandardInput, TCSAFLUSH, hidden);
    }

    /// <summary>Standard input shows nothing from now on. Where that is no terminal, nothing changes. What was typed ahead is thrown away.</summary>
    public static TerminalEcho Off() => new();

    /// <inheritdoc/>
    public void Dispose()
    {
        Restore();
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private void Restore() => _ = _isTerminal ? tcsetattr(StandardInput, TCSAFLUSH, _before) : 0;

    [LibraryImport("libc")]
    private static partial int tcgetattr(int descriptor, [Out] byte[] settings);

    [LibraryImport("libc")]
    private static partial int tcsetattr(int descriptor, int when, byte[] settings);
}
