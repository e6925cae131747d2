using System.Text;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.Publisher.Watching;

namespace EdgeDaemon.Publisher.Tests.Watching;

/// <summary>What stands on the screen: the escape sequences are obeyed as a terminal would.</summary>
public sealed class TablePrinterTests : IDisposable
{
    private readonly StringWriter _output = new();
    private (int Columns, int Rows) _size = (120, 24);

    [Fact]
    public void Refresh_MessagesCome_TheTableIsDrawnOverItself()
    {
        var printer = Printer();
        Send(printer, "porch/state", """{"camera":"porch","state":"live","health":"ok","labels":{"cat":2},"time":"","clock_synced":true}""");
        printer.Refresh();
        Send(printer, "yard/state", """{"camera":"yard","state":"live","health":"dark","labels":null,"time":"","clock_synced":true}""");
        Send(printer, "porch/events", """{"id":"1-2","boot":1,"seq":9,"type":"start","camera":"porch","label":"cat","score":0.5,"top_score":0.75,"zones":["gate"],"started_at":"","time":"","clock_synced":true}""");
        printer.Refresh();

        Assert.Equal(
            [
                "CAMERA  STATE  HEALTH  LABELS   FPS  MS  LAST EVENT",
                "porch   live   ok      2 cat             start cat 0.50 gate",
                "yard    live   dark    unknown",
            ],
            Screen());
    }

    [Fact]
    public void Refresh_TerminalWithoutASize_IsDrawnAllTheSame()
    {
        _size = (0, 0);
        Printer().Refresh();

        Assert.Equal(["CAMERA  STATE  HEALTH  LABELS  FPS  MS  LAST EVENT"], Screen());
    }

    [Fact]
    public void Refresh_NothingNew_DrawsNothing()
    {
        var printer = Printer();
        printer.Refresh();
        var drawn = _output.ToString();
        printer.Refresh();
        Send(printer, "porch/label/cat", "2");
        Send(printer, "porch/state", "not json");
        printer.Refresh();

        Assert.Equal(drawn, _output.ToString());
    }

    [Fact]
    public void Refresh_SmallTerminalAndHostileText_StaysWithinItsLines()
    {
        _size = (20, 3);
        var printer = Printer();
        for (var i = 0; i < 9; i++)
            Send(printer, $"cam{i}/state", $$"""{"camera":"cam{{i}}","state":"\u001b[2J","health":"ok","labels":{},"time":"","clock_synced":true}""");
        printer.Tell("The broker\u001b is gone.");
        printer.Refresh();
        printer.Refresh();

        Assert.Equal(2, Screen().Count);
        Assert.All(Screen(), line => Assert.InRange(line.Length, 1, 19));
        Assert.DoesNotContain("\e[2J", _output.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _output.Dispose();

    private TablePrinter Printer() => new(_output, new TopicNames("p", "d"), LabelTitles.None, () => _size, hasColor: true);

    private static void Send(TablePrinter printer, string below, string payload) =>
        printer.Print(new MqttReceived($"p/d/{below}", Encoding.UTF8.GetBytes(payload), Retained: false));

    /// <summary>The lines that a terminal would show.</summary>
    private List<string> Screen()
    {
        var (lines, row) = (new List<string>(), 0);
        var text = _output.ToString();
        for (var i = 0; i < text.Length; i++)
        {
            if (row == lines.Count)
                lines.Add("");
            if (text[i] == '\n')
                row++;
            else if (text[i] == '\r')
                lines[row] = "";
            else if (text[i] != '\e')
                lines[row] += text[i];
            else
            {
                var end = i + 2;
                while (!char.IsAsciiLetter(text[end]))
                    end++;
                if (text[end] == 'A')
                    row -= int.Parse(text[(i + 2)..end], System.Globalization.CultureInfo.InvariantCulture);
                else if (text[end] == 'J')
                    lines.RemoveRange(row, lines.Count - row);
                i = end;
            }
        }

        return lines;
    }
}
