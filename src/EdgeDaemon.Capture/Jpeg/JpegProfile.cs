namespace EdgeDaemon.Capture.Jpeg;

/// <summary>What a JPEG carries beside its picture: a colour profile (ICC.1:2010, annex B.4) and Exif data (CIPA DC-008, 4.7.2).</summary>
internal static class JpegProfile
{
    /// <summary>
    /// The colour profile; empty when there is none, or one that is larger than a segment's 64 KiB: those that are consist of tables
    /// of colours, as printers have them.
    /// </summary>
    /// <param name="picture">A JPEG, its start marker first.</param>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> picture)
    {
        // Behind the name: which part it is, and of how many.
        var content = Find(picture, JpegMarker.ApplicationData2, "ICC_PROFILE\0"u8);
        return content.Length > 2 && content[0] == 1 && content[1] == 1 ? content[2..] : [];
    }

    /// <summary>The Exif data, a TIFF file of its own; empty when there is none.</summary>
    /// <param name="picture">A JPEG, its start marker first.</param>
    internal static ReadOnlySpan<byte> FindExif(ReadOnlySpan<byte> picture) => Find(picture, JpegMarker.ApplicationData1, "Exif\0\0"u8);

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> picture, byte marker, ReadOnlySpan<byte> name)
    {
        var segments = new JpegSegments(picture);
        while (segments.MoveNext() && segments.Marker != JpegMarker.StartOfScan)
        {
            if (segments.Marker == marker && segments.Content.StartsWith(name))
                return segments.Content[name.Length..];
        }

        return [];
    }
}
