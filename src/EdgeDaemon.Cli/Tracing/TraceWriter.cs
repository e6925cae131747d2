using System.Globalization;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Cli.Tracing;

/// <summary>
/// Writes what a model saw, frame by frame, as text: no pictures. After three lines of header each line is a frame: its time in
/// seconds, then per object <c>LABEL SCORE LEFT TOP RIGHT BOTTOM</c>, and <c>SUBLABEL SUBSCORE</c> where there is one, with <c>;</c> between them.
/// </summary>
internal sealed class TraceWriter
{
    /// <summary>First line of every trace.</summary>
    public const string Magic = "edgedaemon-trace 1";

    private readonly TextWriter _text;
    private readonly TraceHeader _header;

    public TraceWriter(TextWriter text, TraceHeader header)
    {
        (_text, _header) = (text, header);
        Line(Magic);
        Line(string.Create(CultureInfo.InvariantCulture, $"model {header.Model} {header.ScoreThreshold:R}"));
        Line($"labels {string.Join(' ', header.Labels)}");
        Line($"sublabels {string.Join(' ', header.SubLabels)}");
    }

    /// <summary>Writes a frame.</summary>
    public void Write(TimeSpan at, ReadOnlySpan<Detection> objects)
    {
        _text.Write(string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds:F3}"));
        for (var i = 0; i < objects.Length; i++)
        {
            ref readonly var seen = ref objects[i];
            _text.Write(string.Create(CultureInfo.InvariantCulture,
                $"{(i == 0 ? " " : "; ")}{_header.Labels[seen.LabelIndex]} {seen.Score:F4} {seen.Box.Left:F4} {seen.Box.Top:F4} {seen.Box.Right:F4} {seen.Box.Bottom:F4}"));
            if (seen.SubLabel is { IsKnown: true } sub)
                _text.Write(string.Create(CultureInfo.InvariantCulture, $" {_header.SubLabels[sub.Index]} {sub.Score:F4}"));
        }

        Line("");
    }

    private void Line(string text) => _text.Write(text + "\n");
}
