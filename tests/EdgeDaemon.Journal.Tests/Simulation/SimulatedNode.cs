namespace EdgeDaemon.Journal.Tests.Simulation;

/// <summary>The contents of one simulated file: as the processes see it, and as the medium holds it.</summary>
internal sealed class SimulatedNode
{
    private const int SectorBytes = 512;
    private const int PageBytes = 4096;

    private readonly Dictionary<int, List<byte[]>> _unsynced = [];
    private readonly HashSet<long> _dirtyPages = [];
    private byte[] _live = []; // its first _length bytes: it grows by doubling, as files are appended to by the record
    private int _length;
    private byte[] _durable = [];

    public int Read(Span<byte> destination, long offset)
    {
        var count = (int)Math.Clamp(_length - offset, 0, destination.Length);
        _live.AsSpan((int)Math.Min(offset, _length), count).CopyTo(destination);
        return count;
    }

    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        Grow(offset + source.Length);
        source.CopyTo(_live.AsSpan((int)offset));
        for (var page = offset / PageBytes; page <= (offset + source.Length - 1) / PageBytes; page++)
            _dirtyPages.Add(page);
        for (var sector = (int)(offset / SectorBytes); sector <= (offset + source.Length - 1) / SectorBytes; sector++)
        {
            if (!_unsynced.TryGetValue(sector, out var versions))
                _unsynced.Add(sector, versions = []);
            versions.Add(SectorOf(_live.AsSpan(0, _length), sector));
        }
    }

    public void Grow(long length)
    {
        if (length > _live.Length)
            Array.Resize(ref _live, (int)Math.Max(length, 2L * _live.Length));
        _length = Math.Max(_length, (int)length);
    }

    /// <summary>Returns how many pages went to the medium.</summary>
    public int Sync()
    {
        Array.Resize(ref _durable, _length);
        foreach (var sector in _unsynced.Keys)
            Place(_durable, sector, SectorOf(_live.AsSpan(0, _length), sector));
        _unsynced.Clear();
        var pages = _dirtyPages.Count;
        _dirtyPages.Clear();
        return pages;
    }

    public void CutPower(Random random)
    {
        if (_durable.Length < _length && random.Next(2) == 0)
            Array.Resize(ref _durable, _length);
        foreach (var (sector, versions) in _unsynced)
        {
            var before = SectorOf(_durable, sector);
            versions.Insert(0, before);
            var kept = versions[random.Next(versions.Count)].ToArray();
            if (random.Next(8) == 0)
                versions[random.Next(versions.Count)].AsSpan(0, random.Next(SectorBytes)).CopyTo(kept);
            Place(_durable, sector, kept);
        }

        _unsynced.Clear();
        _dirtyPages.Clear();
        (_live, _length) = ([.. _durable], _durable.Length);
    }

    public void Corrupt(long offset, byte mask)
    {
        _live[offset] ^= mask;
        if (offset < _durable.Length)
            _durable[offset] ^= mask;
    }

    public byte[] Snapshot() => _live[.._length];

    private static byte[] SectorOf(ReadOnlySpan<byte> bytes, int sector)
    {
        var copy = new byte[SectorBytes];
        var start = Math.Min(sector * SectorBytes, bytes.Length);
        bytes.Slice(start, Math.Min(SectorBytes, bytes.Length - start)).CopyTo(copy);
        return copy;
    }

    private static void Place(byte[] bytes, int sector, byte[] content)
    {
        var start = sector * SectorBytes;
        if (start < bytes.Length)
            content.AsSpan(0, Math.Min(SectorBytes, bytes.Length - start)).CopyTo(bytes.AsSpan(start));
    }
}
