namespace EdgeDaemon.Capture.Jpeg;

/// <summary>Marker codes, the second byte (ITU-T T.81, table B.1).</summary>
internal static class JpegMarker
{
    internal const byte FirstRestart = 0xD0;
    internal const byte LastRestart = 0xD7;
    internal const byte StartOfImage = 0xD8;
    internal const byte EndOfImage = 0xD9;
    internal const byte StartOfScan = 0xDA;
    internal const byte ApplicationData0 = 0xE0;
    internal const byte ApplicationData1 = 0xE1;
    internal const byte ApplicationData2 = 0xE2;

    /// <summary>Has it a length and content? Codes below C0 are of no use to any decoder.</summary>
    internal static bool HasSegment(byte marker) => marker is >= 0xC0 and not (>= FirstRestart and <= EndOfImage) and not 0xFF;

    // C0..CF, of which C4, C8 and CC are tables and an extension.
    internal static bool IsStartOfFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
