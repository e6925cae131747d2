using System.Globalization;
using System.Text.Json;
using EdgeDaemon.Contracts.Payloads;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Publisher.View;

namespace EdgeDaemon.Publisher.Watching;

/// <summary>
/// A table of the cameras that is drawn over itself as messages come, for people at a terminal. Thread-safe. It leaves the screen's
/// history and the cursor alone, so that nothing has to be put back, however it ends.
/// </summary>
/// <param name="output">The terminal.</param>
/// <param name="topics">The device's topics.</param>
/// <param name="titles">What labels are called.</param>
/// <param name="size">Columns and rows of the terminal, asked each time: it may be resized.</param>
/// <param name="hasColor">Are colours wanted?</param>
internal sealed class TablePrinter(TextWriter output, TopicNames topics, LabelTitles titles, Func<(int Columns, int Rows)> size, bool hasColor) : IMessagePrinter
{
    private const int Plain = 0;
    private const int Bold = 1;
    private const int Red = 31;
    private const int Green = 32;
    private static readonly string[] Heads = ["CAMERA", "STATE", "HEALTH", "LABELS", "FPS", "MS", "LAST EVENT"];
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private string _device = "";
    private string _notice = "";
    private bool _isNews = true;
    private int _drawn;

    /// <inheritdoc/>
    public void Print(MqttReceived message)
    {
        if (!message.Topic.StartsWith(topics.Root + "/", StringComparison.Ordinal))
            return;
        var topic = message.Topic[(topics.Root.Length + 1)..];
        lock (_lock)
        {
            try
            {
                _isNews |= Take(topic, message.Payload);
            }
            catch (JsonException)
            {
                // Somebody else's message, or a newer publisher's: the table has no place for it.
            }
        }
    }

    /// <inheritdoc/>
    public void Tell(string notice)
    {
        lock (_lock)
            (_notice, _isNews) = (notice, true);
    }

    /// <inheritdoc/>
    public void Refresh()
    {
        lock (_lock)
        {
            if (!_isNews)
                return;
            _isNews = false;
            Draw();
        }
    }

    private bool Take(string topic, byte[] payload)
    {
        if (TopicContract.State.Matches(topic) && JsonSerializer.Deserialize(payload, PayloadJsonContext.Default.CameraStatePayload) is { } state)
        {
            var labels = state.Labels switch
            {
                null => "unknown",
                { Count: 0 } => "nothing",
                var present => string.Join(", ", present.Select(l => $"{l.Value} {titles.Of(state.Camera, l.Key)}")),
            };
            return Set(topic, row => row with { State = state.State, Health = state.Health, Labels = labels });
        }

        if (TopicContract.Events.Matches(topic) && JsonSerializer.Deserialize(payload, PayloadJsonContext.Default.EventPayload) is { } e)
        {
            var label = e.Label is null ? "object" : titles.Of(e.Camera, e.Label);
            var time = DateTimeOffset.TryParse(e.Time, CultureInfo.InvariantCulture, out var at) ? at.ToLocalTime().ToString("HH:mm:ss ", CultureInfo.InvariantCulture) : "";
            return Set(topic, row => row with { Event = string.Create(CultureInfo.InvariantCulture, $"{time}{e.Type} {label} {e.Score:0.00} {string.Join(' ', e.Zones)}") });
        }

        if (!TopicContract.Status.Matches(topic) || JsonSerializer.Deserialize(payload, PayloadJsonContext.Default.StatusPayload) is not { } status)
            return false;
        _device = string.Create(CultureInfo.InvariantCulture,
            $"{status.Device}  backlog {status.Journal.Backlog}{(status.TemperatureC is { } heat ? $"  {heat:0.0} °C" : "")}{(status.ClockSynced ? "" : "  clock not synchronised")}");
        foreach (var (camera, figures) in status.Cameras)
            Set(camera, row => row with { Fps = Number(figures.Fps), Latency = Number(figures.LatencyP50Ms) });
        return true;
    }

    private bool Set(string topic, Func<Row, Row> change)
    {
        var camera = topic.Split('/')[0];
        _rows[camera] = change(_rows.GetValueOrDefault(camera, new Row()));
        return true;
    }

    private static string Number(double? value) => value?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";

    private void Draw()
    {
        // A serial line knows no size, and says 0.
        var (columns, rows) = size() is { Columns: > 0, Rows: > 0 } known ? known : (80, 24);
        List<(string[] Cells, int Color)> table = [(Heads, Bold)];
        foreach (var (camera, row) in _rows)
            table.Add(([camera, row.State, row.Health, row.Labels, row.Fps, row.Latency, row.Event], row.Health is "ok" or "unknown" ? row.State == "live" ? Green : Plain : Red));
        var widths = Heads.Select((_, i) => table.Max(line => line.Cells[i].Length)).ToArray();
        var lines = table.Select(line => (Text: string.Join("  ", line.Cells.Select((cell, i) => cell.PadRight(widths[i]))), line.Color))
            .Append((_device, Plain)).Append((_notice, Red)).Where(line => line.Item1.Length > 0).Take(Math.Max(1, rows - 1)).ToList();
        if (_drawn > 0)
            output.Write($"\e[{_drawn}A");
        foreach (var (text, color) in lines)
        {
            // A broker is not trusted: nothing of its may steer the terminal.
            var shown = LinePrinter.Printable(text.TrimEnd());
            shown = shown.Length < columns ? shown : shown[..Math.Max(0, columns - 1)];
            output.Write(hasColor && color != Plain ? $"\r\e[{color}m{shown}\e[0m\e[K\n" : $"\r{shown}\e[K\n");
        }

        output.Write("\e[J");
        output.Flush();
        _drawn = lines.Count;
    }

    private sealed record Row(string State = "", string Health = "", string Labels = "", string Fps = "", string Latency = "", string Event = "");
}
