using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>The parser's events, one at a time, with one kind of exception for whatever the parser does on bad input.</summary>
internal sealed class YamlEvents(string text)
{
    private readonly Parser _parser = new(new StringReader(text));
    private readonly Stack<ParsingEvent> _brackets = [];
    private bool _started;

    /// <summary>Where the last sound event ended: what is wrong with the syntax stands behind it.</summary>
    public Mark Reached => _parser.Current?.End ?? Mark.Empty;

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
        try
        {
            if (_parser.MoveNext())
            {
                Track(_parser.Current!);
                return;
            }

            if (_parser.Current is StreamEnd)
                return;
        }
        catch (Exception e) when (e is not (YamlException or OutOfMemoryException))
        {
            // The scanner has states that it does not expect: an unclosed [ ends in an InvalidOperationException.
            throw Unfinished("something before this place is not closed, or does not belong here", e);
        }

        throw Unfinished("the file ends too early");
    }

    private YamlException Unfinished(string problem, Exception? cause = null) => _brackets.TryPeek(out var open)
        ? new YamlException(open.Start, open.Start, $"the {(open is MappingStart ? "{" : "[")} here is not closed", cause!)
        : new YamlException(Reached, Reached, problem, cause!);

    private void Track(ParsingEvent taken)
    {
        if (taken is SequenceStart { Style: SequenceStyle.Flow } or MappingStart { Style: MappingStyle.Flow })
            _brackets.Push(taken);
        else if (_brackets.Count > 0 && taken is SequenceEnd or MappingEnd)
            _brackets.Pop();
    }
}
