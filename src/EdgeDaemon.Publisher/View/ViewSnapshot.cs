using System.Security.Cryptography;
using System.Text;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Linux;
using EdgeDaemon.Publisher.Publishing;

namespace EdgeDaemon.Publisher.View;

/// <summary>
/// The view in a file, so that a restart reads only the records that came after it and not the whole ring. It is a shortcut and no
/// promise: one that is missing, damaged, too large, of another layout, or made while other labels were shown is left aside, and the ring is
/// read. One thread.
/// </summary>
/// <remarks>
/// <code>
/// offset size
///      0    8   "EDVIEW", layout in two digits
///      8   32   SHA-256 of all that follows
///     40   32   SHA-256 of the labels that are shown
///     72   12   boot epoch and sequence of the last record that is in it
///     84  ...   the view
/// </code>
/// </remarks>
/// <param name="path">The file; null: nothing is kept.</param>
/// <param name="labels">The labels that are shown.</param>
/// <param name="trouble">Hears why the file cannot be written.</param>
internal sealed class ViewSnapshot(string? path, ShownLabels labels, Action<string> trouble)
{
    /// <summary>Name of the file in the publisher's folder.</summary>
    public const string FileName = "view.snapshot";

    /// <summary>After so many records another one is due: what a restart then reads takes a tenth of a second.</summary>
    internal const int RecordsBetween = 20_000;
    private const int LargestBytes = 1 << 20;
    private const int DigestOffset = 8;
    private const int BodyOffset = DigestOffset + SHA256.HashSizeInBytes;
    private readonly byte[] _shown = labels.Digest();
    private (RecordId At, byte[] Bytes)? _waiting;
    private (RecordId At, byte[] Bytes)? _unsaved;
    private long _records;

    private static ReadOnlySpan<byte> Magic => "EDVIEW03"u8;

    /// <summary>Reads the file into <paramref name="view"/>. The last record that is in it; null, and nothing changed: there is none that holds.</summary>
    public RecordId? Load(DeviceView view)
    {
        try
        {
            if (path is null)
                return null;
            var bytes = RegularFile.Read(path, LargestBytes);
            if (bytes.Length < BodyOffset || !bytes.AsSpan().StartsWith(Magic) || !SHA256.HashData(bytes.AsSpan(BodyOffset)).AsSpan().SequenceEqual(bytes.AsSpan(DigestOffset, SHA256.HashSizeInBytes)))
                return null;
            using var from = new BinaryReader(new MemoryStream(bytes, BodyOffset, bytes.Length - BodyOffset));
            if (!from.ReadBytes(_shown.Length).AsSpan().SequenceEqual(_shown))
                return null;
            var at = new RecordId(from.ReadUInt32(), from.ReadUInt64());
            view.Load(from);
            return at;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>So many records more are in the view, the last of them <paramref name="at"/>: a copy is taken when one is due.</summary>
    public void Note(DeviceView view, long records, RecordId at)
    {
        _records += records;
        if (_records >= RecordsBetween && _waiting is null)
            Take(view, at);
    }

    /// <summary>Takes a copy now, unless nothing has changed since the last.</summary>
    public void Take(DeviceView view, RecordId at)
    {
        if (path is null || _records == 0)
            return;
        _records = 0;
        using var body = new MemoryStream();
        using (var to = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            to.Write(_shown);
            to.Write(at.BootEpoch);
            to.Write(at.Sequence);
            view.Save(to);
        }

        if (BodyOffset + body.Length <= LargestBytes)
            _waiting = (at, body.ToArray());
    }

    /// <summary>Is there a copy that holds no record beyond <paramref name="acknowledged"/>? One that does would hide a record from a restart.</summary>
    public bool IsDue(RecordId acknowledged) => _waiting is { } waiting && waiting.At <= acknowledged;

    /// <summary>Writes the copy that waits.</summary>
    public void Write()
    {
        if (_waiting is not { } waiting)
            return;
        _waiting = null;
        byte[] whole = [.. Magic, .. SHA256.HashData(waiting.Bytes), .. waiting.Bytes];
        _unsaved = StateFile.TryWrite(path!, whole, "The next start reads the whole journal, which takes longer; nothing is lost.", trouble) ? null : waiting;
    }

    /// <summary>Lets a copy that could not be written wait again, unless there is a newer one.</summary>
    public void SaveAgain() => (_waiting, _unsaved) = (_waiting ?? _unsaved, null);
}
