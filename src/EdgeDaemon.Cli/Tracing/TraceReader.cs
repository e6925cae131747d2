using System.Collections.Immutable;
using System.Globalization;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Cli.Tracing;

/// <summary>A frame of a trace.</summary>
internal readonly record struct TraceFrame(TimeSpan At, Detection[] Objects);

/// <summary>Reads what <see cref="TraceWriter"/> writes.</summary>
internal sealed class TraceReader
{
    private const int MostObjects = 1000;

    private readonly TextReader _text;
    private readonly string _name;
    private int _line;

    /// <summary>Reads the header.</summary>
    /// <param name="text">The trace.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="InvalidDataException">It is no trace; the message says where.</exception>
    public TraceReader(TextReader text, string name)
    {
        (_text, _name) = (text, name);
        if (Next() != TraceWriter.Magic)
            throw Wrong($"expected '{TraceWriter.Magic}'; record one with 'edgedaemon record-trace'");
        var model = Words("model");
        if (model.Length != 2)
            throw Wrong("expected 'model NAME THRESHOLD'");
        Header = new TraceHeader(model[0], Number(model[1], 0, 1), Slugs("labels"), Slugs("sublabels"));
    }

    /// <summary>What it is of.</summary>
    public TraceHeader Header { get; }

    /// <summary>The frames.</summary>
    /// <exception cref="InvalidDataException">A line is damaged; the message says which.</exception>
    public IEnumerable<TraceFrame> Frames()
    {
        var last = double.NegativeInfinity;
        while (Next() is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var seconds = Number(space < 0 ? line : line[..space], 0, 1e9f);
            var at = double.Parse(space < 0 ? line : line[..space], CultureInfo.InvariantCulture);
            if (at < last)
                throw Wrong($"time {seconds} is before the frame above");
            last = at;
            var objects = space < 0 ? [] : line[(space + 1)..].Split("; ");
            if (objects.Length > MostObjects)
                throw Wrong($"{objects.Length} objects; at most {MostObjects}");
            yield return new TraceFrame(TimeSpan.FromSeconds(at), [.. objects.Select(Object)]);
        }
    }

    private Detection Object(string text)
    {
        var words = text.Split(' ');
        if (words.Length is not (6 or 8))
            throw Wrong($"'{text}' is not LABEL SCORE LEFT TOP RIGHT BOTTOM, perhaps with SUBLABEL SUBSCORE");
        var box = new BoundingBox(Number(words[2], 0, 1), Number(words[3], 0, 1), Number(words[4], 0, 1), Number(words[5], 0, 1));
        if (box.Left > box.Right || box.Top > box.Bottom)
            throw Wrong($"'{text}' has a box that is inside out");
        var seen = new Detection(box, Index(words[0], Header.Labels), Number(words[1], 0, 1));
        return words.Length == 6 ? seen : seen with { SubLabel = new SubLabel(Index(words[6], Header.SubLabels), Number(words[7], 0, 1)) };
    }

    private int Index(string name, ImmutableArray<string> names) =>
        names.IndexOf(name) is var index && index >= 0 ? index : throw Wrong($"'{name}' is not in the header");

    private ImmutableArray<string> Slugs(string key)
    {
        var words = Words(key);
        return Array.TrueForAll(words, Slug.IsValid) ? [.. words] : throw Wrong($"'{key}' has a name that is no slug");
    }

    private string[] Words(string key)
    {
        var words = (Next() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && words[0] == key ? words[1..] : throw Wrong($"expected '{key}'");
    }

    private float Number(string text, float min, float max) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw Wrong($"'{text}' is not a number from {min} to {max}");

    private string? Next()
    {
        _line++;
        return _text.ReadLine();
    }

    private InvalidDataException Wrong(string what) => new($"{_name}:{_line}: {what}.");
}
