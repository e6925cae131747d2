using System.Buffers.Binary;

namespace EdgeDaemon.Capture.Jpeg;

/// <summary>How a walk over a JPEG came to its end.</summary>
internal enum JpegEnd
{
    /// <summary>The file ended before the end marker, or within a segment.</summary>
    File,

    /// <summary>At its end marker.</summary>
    Marker,

    /// <summary>At the start of another picture.</summary>
    NextPicture,

    /// <summary>At a segment that claims less than its own length.</summary>
    BadLength,
}

/// <summary>
/// Goes from segment to segment (ITU-T T.81, annex B), a scan with the data behind it being one, over what decoders go over too:
/// fill bytes, bytes that are no marker, and markers without content that are out of place. Allocates nothing.
/// </summary>
/// <param name="file">The file, its start marker first.</param>
internal ref struct JpegSegments(ReadOnlySpan<byte> file)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private bool _hasScan;

    /// <summary>Bytes that lie behind the walk: after its end, those of the picture.</summary>
    internal int Position { get; private set; } = 2;

    /// <summary>Code of the present segment.</summary>
    internal byte Marker { get; private set; }

    /// <summary>What the present segment holds, without marker and length; of a scan its parameters.</summary>
    internal ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>The present segment from its marker on, and of a scan the entropy-coded data too.</summary>
    internal ReadOnlySpan<byte> Whole { get; private set; }

    /// <summary>Has something been passed over that is no part of a segment?</summary>
    internal bool HasJunk { get; private set; }

    /// <summary>Why <see cref="MoveNext"/> said false.</summary>
    internal JpegEnd End { get; private set; }

    /// <summary>Goes on to the next segment; false at the end.</summary>
    internal bool MoveNext()
    {
        while (FindMarker())
        {
            var marker = _file[Position++];
            if (JpegMarker.HasSegment(marker))
                return Take(marker);
            if (marker == JpegMarker.EndOfImage)
                return Finish(JpegEnd.Marker);
            if (marker == JpegMarker.StartOfImage && _hasScan)
            {
                Position -= 2;
                return Finish(JpegEnd.NextPicture);
            }

            HasJunk = true;
        }

        return Finish(JpegEnd.File);
    }

    private bool Finish(JpegEnd end)
    {
        End = end;
        return false;
    }

    /// <summary>To the byte behind the next FF.</summary>
    private bool FindMarker()
    {
        var junk = _file[Position..].IndexOf((byte)0xFF);
        HasJunk |= junk != 0;
        Position = junk < 0 ? _file.Length : Position + junk;
        while (Position < _file.Length && _file[Position] == 0xFF)
            Position++;
        return Position < _file.Length;
    }

    private bool Take(byte marker)
    {
        var rest = _file[Position..];
        var length = rest.Length < 2 ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length < 2 || rest.Length < length)
            return Finish(length < 2 ? JpegEnd.BadLength : JpegEnd.File);
        Marker = marker;
        Content = rest[2..length];
        var end = length;
        if (marker == JpegMarker.StartOfScan)
        {
            end += EntropyCodedBytes(rest[length..]);
            _hasScan = true;
        }

        Whole = _file.Slice(Position - 2, end + 2);
        Position += end;
        return true;
    }

    /// <summary>Up to the next marker that is neither stuffing nor a restart. Half a marker at the end of the file is none of them.</summary>
    private static int EntropyCodedBytes(ReadOnlySpan<byte> data)
    {
        for (var position = 0; ;)
        {
            var next = data[position..].IndexOf((byte)0xFF);
            if (next < 0)
                return data.Length;
            position += next;
            if (position + 1 == data.Length || data[position + 1] is not (0 or 0xFF or (>= JpegMarker.FirstRestart and <= JpegMarker.LastRestart)))
                return position;
            position += data[position + 1] == 0xFF ? 1 : 2;
        }
    }
}
