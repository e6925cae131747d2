using System.Runtime.InteropServices;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Contracts.Viewing;

/// <summary>What the vision process says to a viewer, and why.</summary>
public enum ViewStatus : byte
{
    /// <summary>Not an answer.</summary>
    None = 0,

    /// <summary>A picture follows as it is; only privacy masks are painted.</summary>
    Full = 1,

    /// <summary>A picture follows in which people are pixelated.</summary>
    Masked = 2,

    /// <summary>A picture follows that is pixelated as a whole, since nobody knows where people are in it.</summary>
    Hidden = 3,

    /// <summary>There is none now: the camera is paused, private, not watching or away.</summary>
    NoPicture = 4,

    /// <summary>The configuration says <c>console: never</c>; the connection ends.</summary>
    Never = 5,

    /// <summary>There is no such camera; the connection ends.</summary>
    UnknownCamera = 6,

    /// <summary>Too many look already; the connection ends.</summary>
    Busy = 7,

    /// <summary>The request was obeyed; the connection ends.</summary>
    Done = 8,

    /// <summary>The vision process is not there: what the console says in its place.</summary>
    Away = 9,
}

/// <summary>What stands before each picture, and in place of one: 24 bytes, little-endian. <see cref="Boxes"/> boxes and the JPEG file follow.</summary>
/// <param name="Magic"><see cref="ViewRequest.Mark"/>.</param>
/// <param name="Status">What follows: a <see cref="ViewStatus"/>.</param>
/// <param name="Boxes">How many <see cref="ViewBox"/> follow.</param>
/// <param name="PictureBytes">Length of the JPEG file behind them.</param>
/// <param name="Width">Width of the picture in pixels.</param>
/// <param name="Height">Height of the picture in pixels.</param>
/// <param name="Reserved">0.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct ViewHeader(uint Magic, ushort Status, ushort Boxes, uint PictureBytes, ushort Width, ushort Height, ulong Reserved)
{
    /// <summary>Bytes of a header.</summary>
    public const int SizeBytes = 24;

    /// <summary>Most boxes of a picture.</summary>
    public const int MostBoxes = 64;

    /// <summary>Largest picture in bytes.</summary>
    public const int MostPictureBytes = 4 << 20;

    /// <summary>Does a picture follow?</summary>
    public bool HasPicture => (ViewStatus)Status is ViewStatus.Full or ViewStatus.Masked or ViewStatus.Hidden;

    /// <summary>Is it one that a vision process writes?</summary>
    public bool IsWellFormed => Magic == ViewRequest.Mark && Status is > 0 and <= (ushort)ViewStatus.Done && Boxes <= MostBoxes
        && PictureBytes <= MostPictureBytes && (PictureBytes > 0) == HasPicture && (HasPicture || Boxes == 0);

    /// <summary>An answer without a picture.</summary>
    public static ViewHeader Of(ViewStatus status) => new(ViewRequest.Mark, (ushort)status, 0, 0, 0, 0, 0);
}

/// <summary>One thing that the model saw in the picture: 12 bytes.</summary>
/// <param name="Box">Where.</param>
/// <param name="Label">Index among the labels of the camera's model.</param>
/// <param name="Score">0..255 = 0..1.</param>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public readonly record struct ViewBox(NormalizedBox Box, ushort Label, ushort Score)
{
    /// <summary>Bytes of a box.</summary>
    public const int SizeBytes = 12;
}
