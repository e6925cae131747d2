using EdgeDaemon.Capture.V4l2;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Capture.Tests.V4l2;

/// <summary>Links to cameras vanish while they are listed, because a camera is unplugged: that is no reason to end.</summary>
public sealed class LinuxVideoKernelTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public void LinksIn_FolderThatVanished_IsEmpty() => Assert.Empty(LinuxVideoKernel.LinksIn(_folder["by-id"]));

    [Fact]
    public void LinksIn_LinksThatLeadNowhere_DoNotHideTheOthers()
    {
        File.WriteAllText(_folder["video0"], "");
        Directory.CreateDirectory(_folder["by-id"]);
        File.CreateSymbolicLink(_folder["by-id", "camera"], _folder["video0"]);
        File.CreateSymbolicLink(_folder["by-id", "a"], _folder["by-id", "b"]);
        File.CreateSymbolicLink(_folder["by-id", "b"], _folder["by-id", "a"]);
        File.CreateSymbolicLink(_folder["by-id", "gone"], _folder["video7"]);

        Assert.Equal([_folder["by-id", "camera"]], LinuxVideoKernel.LinksIn(_folder["by-id"])[_folder["video0"]]);
    }

    public void Dispose() => _folder.Dispose();
}
