using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace EdgeDaemon.Contracts.Viewing;

/// <summary>What the console wants of the vision process.</summary>
public enum ViewAsk : byte
{
    /// <summary>Nothing: not a request.</summary>
    None = 0,

    /// <summary>The newest pictures of a camera, until one side closes the connection.</summary>
    Watch = 1,

    /// <summary>That the configuration is read again.</summary>
    Reload = 2,
}

/// <summary>The one message from the console to the vision process on a connection: 24 bytes, little-endian.</summary>
/// <param name="Magic"><see cref="Mark"/>.</param>
/// <param name="Ask">What is wanted.</param>
/// <param name="Viewer">The user who looks, as the kernel told the console.</param>
/// <param name="Reserved">0.</param>
/// <param name="Camera"><see cref="KeyOf"/> the camera's name; 0 where none is meant.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct ViewRequest(uint Magic, uint Ask, uint Viewer, uint Reserved, ulong Camera)
{
    /// <summary>Bytes of a request.</summary>
    public const int SizeBytes = 24;

    /// <summary>How every message begins: <c>EDV1</c>.</summary>
    public const uint Mark = 0x31564445;

    /// <summary>A request.</summary>
    public static ViewRequest Of(ViewAsk ask, uint viewer, string? camera = null) => new(Mark, (uint)ask, viewer, 0, camera is null ? 0 : KeyOf(camera));

    /// <summary>A camera's name in eight bytes, the start of its SHA-256: both sides may have read different configurations, and count differently.</summary>
    public static ulong KeyOf(string camera) => MemoryMarshal.Read<ulong>(SHA256.HashData(Encoding.UTF8.GetBytes(camera)));
}
