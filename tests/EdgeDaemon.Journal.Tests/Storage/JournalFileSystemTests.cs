using System.IO.Pipes;
using EdgeDaemon.TestKit;
using Microsoft.Win32.SafeHandles;

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
        using var file = new JournalFile(File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write), "/dev/full");
        Assert.True(Assert.Throws<JournalFileException>(() => file.Write("x"u8, 0)).IsDiskFull);
    }

    public static TheoryData<string> Kinds => [.. SpecialFiles.Kinds];

    /// <summary>Opening a pipe waited for its other end for ever, with every signal; a link led to /dev/zero.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void TryOpen_WhatIsNoRegularFile_IsNoFile(string kind)
    {
        SpecialFiles.Make(kind, _folder["a"]);

        Assert.Null(_files.TryOpenRead(_folder["a"]));
        Assert.Null(_files.TryOpenWrite(_folder["a"]));
    }

    [Fact]
    public void List_FilesOnly()
    {
        Directory.CreateDirectory(_folder["folder"]);
        File.WriteAllText(_folder[".hidden"], "");
        File.WriteAllText(_folder["file"], "");

        Assert.Equal([".hidden", "file"], _files.List(_folder.Path).Order());
    }

    /// <summary>Each look at a folder with 100,000 entries made as many strings.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void List_MoreEntriesThanAnyJournalHas_IsRefused(bool folders)
    {
        for (var i = 0; i <= JournalFileSystem.MostEntries; i++)
        {
            if (folders)
                Directory.CreateDirectory(_folder[$"{i}.seg"]);
            else
                File.WriteAllText(_folder[$"{i}.seg"], "");
        }

        var error = Assert.Throws<JournalFileException>(() => _files.List(_folder.Path));

        Assert.Contains($"more than {JournalFileSystem.MostEntries} entries", error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A pipe cannot be synced, and the kernel says so: who does not ask it does not hear that.</summary>
    [Fact]
    public void DataSync_AsksTheKernel()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var handle = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        using var file = new JournalFile(handle, "pipe");

        var error = Assert.Throws<JournalFileException>(file.DataSync);

        Assert.Equal((22, true), (error.ErrorNumber, error.Message.StartsWith("Syncing 'pipe'", StringComparison.Ordinal)));
    }

    /// <summary>As above: what the kernel makes up as it is read cannot be synced.</summary>
    [Fact]
    public void SyncDirectory_AsksTheKernel() =>
        Assert.Equal(22, Assert.Throws<JournalFileException>(() => _files.SyncDirectory("/proc/self")).ErrorNumber);

    public void Dispose() => _folder.Dispose();
}
