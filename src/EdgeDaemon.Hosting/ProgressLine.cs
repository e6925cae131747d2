namespace EdgeDaemon.Hosting;

/// <summary>How far long work is, on one line that is drawn over itself and is gone afterwards; nothing where nobody looks.</summary>
/// <param name="terminal">Where it is drawn; null: nowhere.</param>
/// <param name="what">What is done.</param>
/// <param name="total">How often.</param>
public sealed class ProgressLine(TextWriter? terminal, string what, int total) : IDisposable
{
    private const int Cells = 30;
    private int _drawn = -1;

    /// <summary>Standard error, where that is a terminal.</summary>
    public static TextWriter? Terminal => Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" ? null : Console.Error;

    /// <summary>So much is done. Draws once a percent at most.</summary>
    public void Report(int done)
    {
        var percent = (int)(100L * done / Math.Max(1, total));
        if (terminal is null || percent == _drawn)
            return;
        _drawn = percent;
        var filled = Cells * percent / 100;
        terminal.Write($"\r{what} [{new string('#', filled)}{new string(' ', Cells - filled)}] {done}/{total}\e[K");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_drawn >= 0)
            terminal?.Write("\r\e[K");
    }
}
