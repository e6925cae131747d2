using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>
/// Reads the few Python literals that exporters write into metadata, and their JSON cousins: <c>{0: 'person', 1: 'car'}</c>,
/// <c>['person', 'car']</c>, <c>[640, 640]</c>. Nothing nests, nothing is evaluated, and work is linear in the text, which
/// is untrusted.
/// </summary>
internal ref struct PythonLiteral
{
    private const int MaxItems = 65_535;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private PythonLiteral(ReadOnlySpan<char> text) => _text = text;

    /// <summary>A list of texts, or texts numbered from 0 without gaps, in any order.</summary>
    /// <exception cref="FormatException">It is neither; the message says why, without a full stop.</exception>
    public static ImmutableArray<string> ReadTexts(string text)
    {
        var literal = new PythonLiteral(text);
        var texts = literal.Peek() == '{' ? literal.ReadNumbered() : literal.ReadList(static (ref l) => l.ReadText());
        literal.End();
        return texts;
    }

    /// <summary>A list of whole numbers, or a single one.</summary>
    /// <exception cref="FormatException">It is neither; the message says why, without a full stop.</exception>
    public static ImmutableArray<int> ReadIntegers(string text)
    {
        var literal = new PythonLiteral(text);
        var numbers = literal.Peek() is '[' or '(' ? literal.ReadList(static (ref l) => l.ReadInteger()) : [literal.ReadInteger()];
        literal.End();
        return numbers;
    }

    private delegate T ItemReader<T>(ref PythonLiteral literal);

    private ImmutableArray<T> ReadList<T>(ItemReader<T> read)
    {
        var close = Take("[(") == '[' ? ']' : ')';
        var items = ImmutableArray.CreateBuilder<T>();
        while (Peek() != close)
        {
            items.Add(read(ref this));
            CheckCount(items.Count);
            if (Peek() != close)
                Take(",");
        }

        _at++;
        return items.ToImmutable();
    }

    private ImmutableArray<string> ReadNumbered()
    {
        var texts = new SortedDictionary<int, string>();
        Take("{");
        while (Peek() != '}')
        {
            // JSON has texts only for keys.
            var number = Peek() is '"' or '\'' ? ParseInteger(ReadText()) : ReadInteger();
            Take(":");
            if (!texts.TryAdd(number, ReadText()))
                throw new FormatException($"the number {number} comes twice");
            CheckCount(texts.Count);
            if (Peek() != '}')
                Take(",");
        }

        _at++;
        var next = 0;
        foreach (var number in texts.Keys)
        {
            if (number != next++)
                throw new FormatException($"the number {next - 1} is missing");
        }

        return [.. texts.Values];
    }

    private string ReadText()
    {
        var quote = Take("'\"");
        var text = new StringBuilder();
        while (true)
        {
            if (_at >= _text.Length)
                throw new FormatException("a text does not end");
            var c = _text[_at++];
            if (c == quote)
                return text.ToString();
            if (c == '\\')
                AppendEscaped(text);
            else
                text.Append(c);
        }
    }

    private void AppendEscaped(StringBuilder text)
    {
        var c = _at < _text.Length ? _text[_at++] : '\0';
        switch (c)
        {
            case '\\' or '\'' or '"' or '/': text.Append(c); break;
            case 'n': text.Append('\n'); break;
            case 'r': text.Append('\r'); break;
            case 't': text.Append('\t'); break;
            case 'x': text.Append((char)ReadHex(2)); break;
            case 'u': text.Append((char)ReadHex(4)); break;
            case 'U' when ReadHex(8) is var rune && Rune.IsValid(rune): text.Append(new Rune(rune).ToString()); break;
            default: throw new FormatException($"an escape at position {_at - 1} is unknown");
        }
    }

    private int ReadHex(int digits)
    {
        var end = Math.Min(_at + digits, _text.Length);
        if (end - _at != digits || !int.TryParse(_text[_at..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw new FormatException($"an escape at position {_at} lacks its {digits} digits");
        _at = end;
        return value;
    }

    private int ReadInteger()
    {
        Peek();
        var start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
            _at++;
        return ParseInteger(_text[start.._at]);
    }

    private static int ParseInteger(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException("a whole number is expected where there is none");

    /// <summary>The next character that is no space; 0 at the end.</summary>
    private char Peek()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
            _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private char Take(string anyOf)
    {
        var c = Peek();
        if (c == '\0' || !anyOf.Contains(c, StringComparison.Ordinal))
            throw new FormatException($"'{anyOf[0]}' is expected at position {_at}");
        _at++;
        return c;
    }

    private void End()
    {
        if (Peek() != '\0')
            throw new FormatException($"something follows at position {_at}");
    }

    private static void CheckCount(int count)
    {
        if (count > MaxItems)
            throw new FormatException($"there are more than {MaxItems}");
    }
}
