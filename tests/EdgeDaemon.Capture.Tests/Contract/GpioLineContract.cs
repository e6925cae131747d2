using EdgeDaemon.Capture.Gpio;

namespace EdgeDaemon.Capture.Tests.Contract;

/// <summary>What any <see cref="IGpioLine"/> must do. Each implementation derives a class that makes its line over a simulated chip.</summary>
public abstract class GpioLineContract
{
    /// <summary>Lines of the simulated chip.</summary>
    protected const int Lines = 8;

    protected const string Chip = "/dev/gpiochip0";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Takes a line.</summary>
    protected abstract IGpioLine Open(GpioLineOptions options);

    /// <summary>Somebody outside drives an input.</summary>
    protected abstract void Drive(int line, bool isHigh);

    /// <summary>The level of an output; null: it is not taken as one.</summary>
    protected abstract bool? LevelOf(int line);

    /// <summary>The chip goes.</summary>
    protected abstract void Unplug();

    /// <summary>Lines that are taken.</summary>
    protected abstract int Taken { get; }

    [Fact]
    public void Open_Input_TellsTheLevel()
    {
        Drive(3, true);
        using var line = Open(Input("3"));

        Assert.True(line.Value);
        Drive(3, false);
        Assert.False(line.Value);
    }

    [Fact]
    public void Description_NamesChipAndLine()
    {
        using var line = Open(Input("3"));

        Assert.StartsWith("line 3 of '/dev/gpiochip0'", line.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Output_IsInactiveFromTheStart()
    {
        using var line = Open(new GpioLineOptions { Chip = Chip, Line = "5", IsOutput = true });

        Assert.False(LevelOf(5));
        line.Value = true;
        Assert.True(LevelOf(5));
        line.Value = false;
        Assert.False(LevelOf(5));
    }

    [Fact]
    public async Task WaitForChange_LevelChanges_Returns()
    {
        using var line = Open(Input("3"));
        var waiting = Task.Run(() => line.WaitForChange(Patience));

        Drive(3, true);

        Assert.True(await waiting);
        Assert.True(line.Value);
    }

    [Fact]
    public void WaitForChange_ChangedBefore_ReturnsAtOnce()
    {
        using var line = Open(Input("3"));
        Drive(3, true);

        Assert.True(line.WaitForChange(Patience));
    }

    [Fact]
    public void WaitForChange_Nothing_TimesOut()
    {
        using var line = Open(Input("3"));

        Assert.False(line.WaitForChange(TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task Wake_EndsTheWait()
    {
        using var line = Open(Input("3"));
        var waiting = Task.Run(() => line.WaitForChange(Patience));

        line.Wake();

        Assert.False(await waiting);
    }

    [Fact]
    public void Wake_BeforeTheWait_EndsTheNextOne()
    {
        using var line = Open(Input("3"));
        line.Wake();

        Assert.False(line.WaitForChange(Patience));
        Assert.False(line.WaitForChange(TimeSpan.Zero));
    }

    [Fact]
    public void Open_LineThatTheChipDoesNotHave_SaysWhichThereAre()
    {
        var failure = Assert.Throws<GpioException>(() => Open(Input("8")));

        Assert.Contains("has lines 0 to 7, and no 8.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, Taken);
    }

    [Fact]
    public void Open_LineThatIsTaken_SaysSo()
    {
        using var first = Open(Input("3"));

        var failure = Assert.Throws<GpioException>(() => Open(Input("3")));

        Assert.Contains("line 3 of '/dev/gpiochip0'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be taken", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_GivesTheLineBack()
    {
        Open(Input("3")).Dispose();
        Assert.Equal(0, Taken);

        using var again = Open(Input("3"));
        Assert.Equal(1, Taken);
    }

    [Fact]
    public void Value_ChipIsGone_Fails()
    {
        using var line = Open(Input("3"));
        Unplug();

        var failure = Assert.Throws<GpioException>(() => line.Value);

        Assert.Contains("line 3 of '/dev/gpiochip0'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Value_SetOfAnInput_Fails()
    {
        using var line = Open(Input("3"));

        Assert.Throws<GpioException>(() => line.Value = true);
    }

    protected static GpioLineOptions Input(string line) => new() { Chip = Chip, Line = line };
}
