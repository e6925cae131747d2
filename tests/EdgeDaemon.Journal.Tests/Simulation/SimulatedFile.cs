namespace EdgeDaemon.Journal.Tests.Simulation;

/// <summary>An open file of a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, SimulatedNode node, string path) : IJournalFile
{
    public int Read(Span<byte> destination, long offset)
    {
        disk.Before?.Invoke("read", path);
        var count = node.Read(destination, offset);
        if (disk.Passes is { } passes)
        {
            var bytes = destination[..count].ToArray();
            passes(path, bytes);
            bytes.CopyTo(destination);
        }

        disk.After?.Invoke("read", path);
        return count;
    }

    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        disk.Before?.Invoke("write", path);
        var bytes = source.ToArray();
        var passed = disk.Passes?.Invoke(path, bytes) ?? bytes.Length;
        if (passed > 0)
            node.Write(bytes.AsSpan(0, passed), offset);
        disk.After?.Invoke("write", path);
        if (passed < bytes.Length)
            throw new JournalFileException("Writing", path, (int)DiskFault.NoSpace, "No space left on device");
    }

    public void Preallocate(long bytes) => disk.Call("preallocate", path, () => node.Grow(bytes));

    public void DataSync() => disk.Call("sync", path, () =>
    {
        if (!disk.SkipsSync(path))
            disk.CountSync(node.Sync(), path);
    });

    public void Dispose()
    {
    }
}
