using System.Collections.Concurrent;
using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Pipeline.Gpio;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeDaemon.Tests.Gpio;

public sealed class InputWatchTests : IDisposable
{
    private readonly BlockingCollection<bool> _told = [];

    [Fact]
    public void Start_TellsThePresentValueThenEachChange()
    {
        using var line = new FakeLine();
        using var watch = Watch(() => line);
        watch.Start();
        Assert.False(Next());

        line.Drive(true);
        Assert.True(Next());
        line.Drive(false);
        Assert.False(Next());
    }

    [Fact]
    public void Start_LineCannotBeTaken_CountsAsOnUntilItCan()
    {
        using var line = new FakeLine();
        var attempts = 0;
        using var watch = Watch(() => ++attempts == 1 ? throw new GpioException("Somebody has it.") : line);

        watch.Start();

        Assert.True(Next());
        Assert.False(Next());
    }

    [Fact]
    public void ChipGoes_CountsAsOn()
    {
        using var line = new FakeLine();
        using var watch = Watch(() => line);
        watch.Start();
        Assert.False(Next());

        line.IsGone = true;
        line.Drive(false);

        Assert.True(Next());
    }

    public void Dispose() => _told.Dispose();

    private InputWatch Watch(Func<IGpioLine> open) => new("privacy switch", open, safeValue: true, _told.Add, NullLogger.Instance);

    private bool Next() => _told.TryTake(out var value, TimeSpan.FromSeconds(60)) ? value : throw new TimeoutException("Nothing was told.");
}
