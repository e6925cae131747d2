using System.Diagnostics;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Linux.Tests;

public sealed class RegularFileTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public void Read_File_ReturnsItsBytes()
    {
        File.WriteAllBytes(_folder["a"], [1, 2, 3]);
        File.CreateSymbolicLink(_folder["link"], _folder["a"]);

        Assert.Equal([1, 2, 3], RegularFile.Read(_folder["link"], maxBytes: 3));
    }

    [Fact]
    public void Read_LargerThanAllowed_IsRefusedWithBothSizes()
    {
        File.WriteAllBytes(_folder["a"], new byte[5]);

        var refusal = Assert.Throws<FileRefusedException>(() => RegularFile.Read(_folder["a"], maxBytes: 4));

        Assert.Equal("5 bytes; at most 4 are expected", refusal.Message);
    }

    [Fact]
    public void Open_NamedPipeWithoutAWriter_IsRefusedAtOnce()
    {
        using (var made = Process.Start("mkfifo", [_folder["pipe"]]))
            made.WaitForExit();

        Assert.Equal("not a regular file", Assert.Throws<FileRefusedException>(() => RegularFile.Open(_folder["pipe"])).Message);
    }

    [Theory]
    [InlineData("/dev/zero", "not a regular file")]
    [InlineData("/tmp", "not a regular file")]
    [InlineData("/no/such/file", "cannot be read (No such file or directory)")]
    public void Open_NoFile_SaysWhat(string path, string reason) =>
        Assert.Equal(reason, Assert.Throws<FileRefusedException>(() => RegularFile.Open(path)).Message);

    public void Dispose() => _folder.Dispose();
}
