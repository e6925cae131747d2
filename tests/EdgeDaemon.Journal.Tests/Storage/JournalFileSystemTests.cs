using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests.Storage;

/// <summary>The real file system does what the simulated one promises.</summary>
public sealed class JournalFileSystemTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly JournalFileSystem _files = new();

    [Fact]
    public void File_WriteReadSync_RoundTrips()
    {
        using var file = _files.Create(_folder["a"]);
        file.Preallocate(8192);
        file.Write("labels"u8, 5000);
        file.DataSync();
        var bytes = new byte[8192];
        Assert.Equal(8192, file.Read(bytes, 0));
        Assert.Equal("labels"u8.ToArray(), bytes[5000..5006]);
        Assert.All(bytes[..5000], value => Assert.Equal(0, value));
        Assert.Equal(192, file.Read(bytes, 8000));
        Assert.Equal(0, file.Read(bytes, 9000));
    }

    [Fact]
    public void TryOpen_Missing_IsNull()
    {
        Assert.Null(_files.TryOpenRead(_folder["none"]));
        Assert.Null(_files.TryOpenWrite(_folder["none", "deeper"]));
        Assert.Empty(_files.List(_folder["none"]));
        _files.Delete(_folder["none"]);
    }

    [Fact]
    public void Rename_ReplacesAndSyncs()
    {
        _files.Create(_folder["a"]).Dispose();
        _files.Create(_folder["b"]).Dispose();
        _files.Rename(_folder["a"], _folder["b"]);
        _files.SyncDirectory(_folder.Path);
        Assert.Equal(["b"], _files.List(_folder.Path));
    }

    [Fact]
    public void Create_OverAnOldFile_StartsEmpty()
    {
        File.WriteAllText(_folder["a"], "old");
        using var file = _files.Create(_folder["a"]);
        Assert.Equal(0, file.Read(new byte[10], 0));
    }

    [Fact]
    public void Failure_NamesOperationPathAndErrno()
    {
        var error = Assert.Throws<JournalFileException>(() => _files.Rename(_folder["none"], _folder["b"]));
        Assert.Equal(2, error.ErrorNumber);
        Assert.Contains("Renaming", error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["none"], error.Message, StringComparison.Ordinal);
        Assert.False(error.IsDiskFull);
    }

    [Fact]
    public void Write_ToAFullDevice_IsDiskFull()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("This machine has no /dev/full.");
        using var file = _files.TryOpenWrite("/dev/full")!;
        Assert.True(Assert.Throws<JournalFileException>(() => file.Write("x"u8, 0)).IsDiskFull);
    }

    public void Dispose() => _folder.Dispose();
}
