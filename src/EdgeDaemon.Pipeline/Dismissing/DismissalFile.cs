using System.Globalization;
using System.Text;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Linux;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Pipeline.Dismissing;

/// <summary>
/// Keeps dismissals in a small file beside the journal, one per line: number, camera, label, four edges, hits, time, the feature
/// vector in base64 or a dash, and who made it. Written whole, so that a power cut leaves the old file or the new one.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="trouble">Hears why it cannot be read or written.</param>
internal sealed class DismissalFile(string path, Action<string> trouble)
{
    private const int MostBytes = 4 << 20;
    private const int Columns = 11;
    private static readonly string ByOperator = TopicValues.Word(DecisionOrigin.Operator);
    private static readonly string ByNetwork = TopicValues.Word(DecisionOrigin.Network);

    /// <summary>
    /// Reads it. Lines that say nothing are told and left out; the file as it was found then stays beside it as <c>.damaged</c>, because the
    /// next <see cref="TrySave"/> writes without them.
    /// </summary>
    public List<DismissalEntry> Load()
    {
        var entries = new List<DismissalEntry>();
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes } large)
            {
                SetAside($"'{path}' has {large.Length} bytes, expected at most {MostBytes}: nothing that was dismissed is suppressed.");
                return entries;
            }

            var (number, firstDamaged) = (0, 0);
            foreach (var line in Encoding.UTF8.GetString(RegularFile.Read(path, MostBytes)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                number++;
                if (Parse(line) is { } entry)
                    entries.Add(entry);
                else if (firstDamaged == 0)
                    firstDamaged = number;
            }

            if (firstDamaged > 0)
                SetAside($"{path}:{firstDamaged}: {number - entries.Count} of {number} lines, this one first, are no dismissals and are left out.");
        }
        catch (FileRefusedException e) when (e.IsMissing)
        {
            // Nothing was dismissed yet.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            trouble($"What was dismissed cannot be read from '{path}': {e.Message}. Nothing is suppressed.");
        }

        return entries;
    }

    private void SetAside(string why)
    {
        var copy = path + ".damaged";
        File.Copy(path, copy, overwrite: true);
        trouble($"{why} The file as it was is kept as '{copy}'; dismiss again what comes back.");
    }

    /// <summary>Writes it.</summary>
    /// <returns>Whether it is on disk; if not, why was told.</returns>
    public bool TrySave(IEnumerable<DismissalEntry> entries)
    {
        try
        {
            AtomicFile.Write(path, string.Concat(entries.Select(Format)));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            trouble($"What was dismissed cannot be kept in '{path}': {e.Message} It holds until the next restart only.");
            return false;
        }
    }

    private static string Format(DismissalEntry entry)
    {
        var vector = entry.Embedding.Length == 0 ? "-" : VectorText.Format(entry.Embedding);
        return string.Create(CultureInfo.InvariantCulture,
            $"{entry.Number} {entry.Camera} {entry.Label} {entry.Box.Left:R} {entry.Box.Top:R} {entry.Box.Right:R} {entry.Box.Bottom:R} {entry.Hits} {entry.CreatedMs} {vector} {(entry.By == DecisionOrigin.Operator ? ByOperator : ByNetwork)}\n");
    }

    private static DismissalEntry? Parse(string line)
    {
        var columns = line.Split(' ');
        // Older builds did not say who.
        if (columns.Length is not (Columns or Columns - 1) || (columns.ElementAtOrDefault(Columns - 1) is { } by && by != ByOperator && by != ByNetwork) || !Slug.IsValid(columns[1]) || !Slug.IsValid(columns[2])
            || !uint.TryParse(columns[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !uint.TryParse(columns[7], NumberStyles.None, CultureInfo.InvariantCulture, out var hits)
            || !long.TryParse(columns[8], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var created)
            || BoxOf(columns.AsSpan(3, 4)) is not { } box || VectorOf(columns[9]) is not { } vector)
            return null;
        return new DismissalEntry
        {
            Number = number,
            Camera = columns[1],
            Label = columns[2],
            Box = box,
            Embedding = vector,
            CreatedMs = created,
            Hits = hits,
            By = columns.ElementAtOrDefault(Columns - 1) == ByOperator ? DecisionOrigin.Operator : DecisionOrigin.Network,
        };
    }

    private static BoundingBox? BoxOf(ReadOnlySpan<string> edges)
    {
        Span<float> values = stackalloc float[4];
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.TryParse(edges[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) || !(values[i] is >= 0 and <= 1))
                return null;
        }

        return values[0] <= values[2] && values[1] <= values[3] ? new BoundingBox(values[0], values[1], values[2], values[3]) : null;
    }

    private static float[]? VectorOf(string text) => text == "-" ? [] : VectorText.Parse(text);
}
