using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>The parser's events, one at a time, with one kind of exception for whatever the parser does on bad input.</summary>
internal sealed class YamlEvents(string text)
{
    private readonly Parser _parser = new(new StringReader(text));
    private bool _started;

    /// <summary>The event that is next.</summary>
    public ParsingEvent Current
    {
        get
        {
            if (!_started)
                Advance();
            return _parser.Current!;
        }
    }

    /// <summary>Takes the next event when it is a <typeparamref name="T"/>.</summary>
    public bool TryTake<T>([NotNullWhen(true)] out T? taken) where T : ParsingEvent
    {
        taken = Current as T;
        if (taken is null)
            return false;
        Advance();
        return true;
    }

    private void Advance()
    {
        _started = true;
        var place = _parser.Current?.End ?? Mark.Empty;
        try
        {
            if (_parser.MoveNext() || _parser.Current is StreamEnd)
                return;
        }
        catch (Exception e) when (e is not (YamlException or OutOfMemoryException))
        {
            // The scanner has states that it does not expect: an unclosed [ ends in an InvalidOperationException.
            throw new YamlException(place, place, "something before this place is not closed, or does not belong here", e);
        }

        throw new YamlException(place, place, "the file ends too early");
    }
}
