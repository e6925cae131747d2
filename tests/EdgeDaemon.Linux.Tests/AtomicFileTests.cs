using System.Runtime.Versioning;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Linux.Tests;

[SupportedOSPlatform("linux")]
public sealed class AtomicFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TempDirectory _folder = new();

    private static string Draft => $".state.{Environment.ProcessId}.draft";

    [Fact]
    public void Write_NewFileAndOneThatIsThere_LeavesNothingElse()
    {
        AtomicFile.Write(_folder["levels.txt"], "porch count\n");
        AtomicFile.Write(_folder["levels.txt"], "porch box\n");

        Assert.Equal("porch box\n", File.ReadAllText(_folder["levels.txt"]));
        Assert.Equal(["levels.txt"], NamesIn(_folder.Path));
    }

    [Fact]
    public void Write_FolderIsMissing_ThrowsAndMakesNone()
    {
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(_folder["state/levels.txt"], "porch count\n"));

        Assert.Empty(NamesIn(_folder.Path));
    }

    [Fact]
    public void Write_WithAMode_FileHasItAndTheOldFilesModeIsGone()
    {
        File.WriteAllText(_folder["picture.png"], "old");
        File.SetUnixFileMode(_folder["picture.png"], OwnerOnly | UnixFileMode.OtherRead);

        AtomicFile.Write(_folder["picture.png"], "new", OwnerOnly);

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder["picture.png"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_LinkInItsWay_IsReplacedAndNeverFollowed(bool isDraft)
    {
        var link = isDraft ? Draft : "state";
        File.WriteAllText(_folder["victim"], "untouched");
        File.CreateSymbolicLink(_folder[link], _folder["victim"]);

        AtomicFile.Write(_folder["state"], "new");

        Assert.Equal("untouched", File.ReadAllText(_folder["victim"]));
        Assert.Null(new FileInfo(_folder["state"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(_folder["state"]));
    }

    [Fact]
    public void Write_DraftOfAProcessThatDied_IsNoHindrance()
    {
        File.WriteAllText(_folder[Draft], "half a");

        AtomicFile.Write(_folder["state"], "whole");

        Assert.Equal(["state"], NamesIn(_folder.Path));
    }

    [Fact]
    public void Write_PlaceIsTakenByAFolder_ThrowsAndLeavesNoDraft()
    {
        Directory.CreateDirectory(_folder["state/inside"]);

        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(_folder["state"], "new"));

        Assert.Equal(["state"], NamesIn(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string?> NamesIn(string folder) => Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName);
}
