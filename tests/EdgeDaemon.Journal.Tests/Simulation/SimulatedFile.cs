namespace EdgeDaemon.Journal.Tests.Simulation;

/// <summary>An open file of a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, SimulatedNode node, string path) : IJournalFile
{
    public int Read(Span<byte> destination, long offset)
    {
        disk.Before?.Invoke("read", path);
        var count = node.Read(destination, offset);
        disk.After?.Invoke("read", path);
        return count;
    }

    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        disk.Before?.Invoke("write", path);
        node.Write(source, offset);
        disk.After?.Invoke("write", path);
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
