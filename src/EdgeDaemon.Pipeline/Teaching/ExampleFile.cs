using System.Globalization;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Journal;
using EdgeDaemon.Pipeline.Inferring;

namespace EdgeDaemon.Pipeline.Teaching;

/// <summary>
/// Keeps what was taught in one checked file beside the journal, an example per line: camera, label, model, time, who taught it, vector in base64.
/// A file that is not exactly what was written is set aside, and nothing is recognised by it.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="trouble">Hears why it cannot be read or written.</param>
internal sealed class ExampleFile(string path, Action<string> trouble)
{
    /// <summary>Name of the file in the journal's folder.</summary>
    public const string FileName = "taught.txt";

    private const int MostBytes = 32 << 20;
    private const int Columns = 6;
    private static readonly string ByOperator = TopicValues.Word(DecisionOrigin.Operator);
    private static readonly string ByNetwork = TopicValues.Word(DecisionOrigin.Network);
    private bool _isDamaged;

    private string Damaged => path + ".damaged";

    /// <summary>Reads it; nothing where there is none, or it cannot be believed.</summary>
    public List<TaughtExample> Load()
    {
        try
        {
            return [.. (CheckedText.Read(path, MostBytes) ?? []).Select(Parse)];
        }
        catch (FormatException e)
        {
            _isDamaged = true;
            trouble($"{path}: {e.Message}. Nothing that was taught is recognised. Put a copy of it back and start again, or teach again: then the file is kept as '{Damaged}'.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            trouble($"{path}: {e.Message}. Nothing that was taught is recognised until it can be read; then start again.");
        }

        return [];
    }

    /// <summary>Writes it.</summary>
    /// <returns>Whether it is on disk; if not, why was told.</returns>
    public bool TrySave(IEnumerable<TaughtExample> examples)
    {
        try
        {
            if (_isDamaged)
                File.Move(path, Damaged, overwrite: true);
            _isDamaged = false;
            CheckedText.Write(path, examples.Select(Format));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            trouble($"What was taught cannot be kept in '{path}': {e.Message} It is forgotten again; make room, and teach it once more.");
            return false;
        }
    }

    /// <summary>An example as the file has it, on one line.</summary>
    public static string Format(TaughtExample example) => string.Create(
        CultureInfo.InvariantCulture,
        $"{example.Camera} {example.Label} {example.Model} {example.CreatedMs} {(example.By == DecisionOrigin.Operator ? ByOperator : ByNetwork)} {VectorText.Format(example.Vector)}");

    private static TaughtExample Parse(string line)
    {
        var columns = line.Split(' ');
        if (columns.Length != Columns || !Slug.IsValid(columns[0]) || !Slug.IsValid(columns[1])
            || !long.TryParse(columns[3], NumberStyles.None, CultureInfo.InvariantCulture, out var created) || (columns[4] != ByOperator && columns[4] != ByNetwork))
            throw new FormatException($"'{line[..Math.Min(line.Length, 80)]}' is no example");
        return VectorText.Parse(columns[5]) is { Length: > 0 } vector
            ? new TaughtExample(columns[0], columns[1], columns[2], created, columns[4] == ByOperator ? DecisionOrigin.Operator : DecisionOrigin.Network, vector)
            : throw new FormatException($"an example of '{columns[1]}' is no vector");
    }
}
