using EdgeDaemon.Hosting;

namespace EdgeDaemon.Tests.Cli;

public sealed class ProgressLineTests
{
    [Fact]
    public void Report_Half_FillsHalfAndIsGoneAtTheEnd()
    {
        var terminal = new StringWriter();
        using (var progress = new ProgressLine(terminal, "pictures", 1000))
        {
            progress.Report(500);
            progress.Report(501);
            Assert.Equal("\rpictures [###############               ] 500/1000\e[K", terminal.ToString());
        }

        Assert.EndsWith("\e[K\r\e[K", terminal.ToString(), StringComparison.Ordinal);
    }
}
