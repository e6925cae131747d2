using System.Globalization;
using System.Text.RegularExpressions;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;

namespace EdgeDaemon.Configuration.Conditions;

/// <summary>What is wrong with a condition.</summary>
/// <param name="offset">Characters before it.</param>
/// <param name="problem">What is wrong.</param>
/// <param name="remedy">What to write.</param>
internal sealed class ConditionException(int offset, string problem, string remedy) : Exception(problem)
{
    public int Offset => offset;

    public string Remedy => remedy;
}

/// <summary>
/// Reads a condition by descent:
/// <code>
/// any  = all { "or" all }
/// all  = one { "and" one }
/// one  = "not" one | "(" any ")" | "dark" | "light" | "health." WORD | LABEL comparison NUMBER
/// </code>
/// </summary>
internal sealed partial class ConditionParser
{
    private const string Example = "Write something like 'person > 0 and not dark'.";
    private const string HealthPrefix = "health.";
    private static readonly string[] Comparisons = ["<", "<=", ">", ">=", "==", "!="];
    private readonly string _text;
    private readonly List<(string Word, int Offset)> _words;
    private readonly List<string> _labels = [];
    private bool _asksDarkness;
    private bool _asksHealth;
    private int _at;

    private ConditionParser(string text)
    {
        _text = text;
        _words = [.. Words().Matches(text).Select(match => (match.Value, match.Index))];
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="ConditionException">It is none.</exception>
    public static Condition Parse(string text)
    {
        var parser = new ConditionParser(text);
        var root = parser.Any();
        if (parser._at < parser._words.Count)
            throw parser.Wrong($"'{YamlText.Printable(parser.Word)}' does not belong here", "Join conditions by 'and' or 'or'.");
        return new Condition(text, root, [.. parser._labels], parser._asksDarkness, parser._asksHealth);
    }

    private string Word => _at < _words.Count ? _words[_at].Word : "";

    private ConditionNode Any()
    {
        var node = All();
        while (Takes("or"))
            node = new PairNode(node, All(), isAnd: false);
        return node;
    }

    private ConditionNode All()
    {
        var node = One();
        while (Takes("and"))
            node = new PairNode(node, One(), isAnd: true);
        return node;
    }

    private ConditionNode One()
    {
        if (Takes("not"))
            return new NotNode(One());
        if (Takes("("))
        {
            var inner = Any();
            return Takes(")") ? inner : throw Wrong("a parenthesis is not closed", "Write ')' here.");
        }

        var word = Word;
        if (word is "dark" or "light")
        {
            (_asksDarkness, _at) = (true, _at + 1);
            return new DarknessNode(word == "dark");
        }

        if (word.StartsWith(HealthPrefix, StringComparison.Ordinal))
            return Health(word[HealthPrefix.Length..]);
        if (word is "and" or "or" || !Slug.IsValid(word))
            throw Wrong(word.Length == 0 ? "ends where a condition is expected" : $"'{YamlText.Printable(word)}' is no condition", Example);
        return Count(word);
    }

    private HealthNode Health(string word)
    {
        var known = Enum.GetValues<CameraHealth>();
        var health = known.Where(value => TopicValues.Word(value) == word).Select(value => (CameraHealth?)value).FirstOrDefault()
            ?? throw Wrong($"'{YamlText.Printable(word)}' is no health", NearestName.Suggest(word, [.. known.Select(TopicValues.Word)]));
        (_asksHealth, _at) = (true, _at + 1);
        return new HealthNode(health);
    }

    private CountNode Count(string label)
    {
        _at++;
        var comparison = Word;
        if (!Comparisons.Contains(comparison))
            throw Wrong($"'{label}' is a count, and what it is compared with is missing", $"Write '{label} > 0', or one of {string.Join(' ', Comparisons)} with a whole number.");
        _at++;
        if (!int.TryParse(Word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 1000)
            throw Wrong($"'{YamlText.Printable(Word)}' is no whole number from 0 to 1000", "Write how many objects there must be.");
        _at++;
        if (!_labels.Contains(label))
            _labels.Add(label);
        return new CountNode(_labels.IndexOf(label), comparison, number);
    }

    private bool Takes(string word)
    {
        var takes = Word == word;
        _at += takes ? 1 : 0;
        return takes;
    }

    private ConditionException Wrong(string problem, string remedy) => new(_at < _words.Count ? _words[_at].Offset : _text.Length, problem, remedy);

    [GeneratedRegex("[a-z0-9_.-]+|[<>=!]+|[^ \t]")]
    private static partial Regex Words();
}
