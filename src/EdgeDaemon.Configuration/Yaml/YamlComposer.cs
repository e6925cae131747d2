using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>
/// Builds the tree of one document from the parser's events, and refuses what a configuration has no use for: several
/// documents, tags, keys that are not text, endless nesting, and aliases that multiply ("billion laughs").
/// </summary>
internal sealed class YamlComposer(string text, YamlErrors errors)
{
    /// <summary>Deepest nesting.</summary>
    public const int MaxDepth = 32;

    /// <summary>Most nodes, with every alias counted as if it were written out.</summary>
    public const int MaxNodes = 50_000;

    private readonly YamlEvents _events = new(text);
    private readonly Dictionary<string, YamlNode> _anchors = [];
    private int _nodeCount;
    private int _end;

    /// <summary>The root, or null when the document cannot be read; the errors then say why.</summary>
    public YamlNode? Compose()
    {
        try
        {
            _events.TryTake<StreamStart>(out _);
            if (!_events.TryTake<DocumentStart>(out _))
            {
                errors.Add("the file is empty", "Write at least the keys that have no default.");
                return null;
            }

            var root = ComposeNode("", 0);
            _events.TryTake<DocumentEnd>(out _);
            if (_events.Current is DocumentStart second)
                throw new RefusedException(second.Start, "a second document starts here",
                    "Keep one document per file: remove this line and what follows.");
            return root;
        }
        catch (RefusedException refused)
        {
            errors.Add((int)refused.Start.Line, (int)refused.Start.Column, "", refused.Message, refused.Remedy);
        }
        catch (YamlException syntax)
        {
            YamlSyntax.Explain(text, syntax, _events.Reached, errors);
        }

        return null;
    }

    private YamlNode ComposeNode(string path, int depth)
    {
        if (_events.TryTake<AnchorAlias>(out var alias))
        {
            _end = (int)alias.End.Index;
            return Resolve(alias);
        }

        if (!_events.TryTake<NodeEvent>(out var node))
            throw new RefusedException(_events.Current.Start, "a value is missing", "Write a value, a list or a section.");
        if (depth > MaxDepth)
            throw new RefusedException(node.Start, $"nested deeper than {MaxDepth} levels", "Flatten it.");
        if (!node.Tag.IsEmpty)
            throw new RefusedException(node.Start, $"has the tag {YamlText.Quote(node.Tag.ToString())}",
                "Remove the tag: each key has one type.");
        Count(1, node.Start);
        if (node is Scalar)
            _end = (int)node.End.Index;
        YamlNode composed = node switch
        {
            Scalar scalar => new YamlScalar(
                scalar.Value, scalar.Style == ScalarStyle.Plain, (int)node.Start.Line, (int)node.Start.Column)
            { Span = ((int)node.Start.Index, _end) },
            SequenceStart { Style: var style } => ComposeSequence(node.Start, style == SequenceStyle.Flow, path, depth),
            var mapping => ComposeMapping(mapping.Start, mapping is MappingStart { Style: MappingStyle.Flow }, path, depth),
        };
        // Only now: an alias to a node around itself finds nothing, so that no tree can contain itself.
        if (!node.Anchor.IsEmpty)
            _anchors[node.Anchor.Value] = composed;
        return composed;
    }

    private YamlNode Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
            throw new RefusedException(alias.Start, $"the alias {YamlText.Quote("*" + alias.Value.Value)} has no anchor above it",
                "Write the value out.");
        Count(target.ExpandedCount, alias.Start);
        return target;
    }

    private void Count(int nodes, in Mark place)
    {
        _nodeCount += nodes;
        if (_nodeCount > MaxNodes)
            throw new RefusedException(place, $"more than {MaxNodes} values with all aliases written out", "Use fewer aliases.");
    }

    private YamlSequence ComposeSequence(in Mark start, bool isFlow, string path, int depth)
    {
        var before = _nodeCount;
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        SequenceEnd? end;
        while (!_events.TryTake(out end))
            items.Add(ComposeNode($"{path}[{items.Count}]", depth + 1));
        return new YamlSequence(items.ToImmutable(), (int)start.Line, (int)start.Column)
        {
            ExpandedCount = _nodeCount - before + 1,
            IsFlow = isFlow,
            Span = Reach(start, isFlow, end.Start),
        };
    }

    // A block ends in front of whatever comes next, comments included: what counts is the end of the last thing in it.
    private (int Start, int End) Reach(in Mark start, bool isFlow, in Mark bracket) => ((int)start.Index, _end = isFlow ? (int)bracket.Index + 1 : _end);

    private YamlMapping ComposeMapping(in Mark start, bool isFlow, string path, int depth)
    {
        var before = _nodeCount;
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var lines = new Dictionary<string, int>();
        MappingEnd? end;
        while (!_events.TryTake(out end))
        {
            if (_events.Current is not (Scalar or AnchorAlias))
                throw new RefusedException(_events.Current.Start, "a key is not text", "Write keys as plain words.");
            if (ComposeNode(path, depth + 1) is not YamlScalar key)
                throw new RefusedException(_events.Current.Start, "a key is not text", "Write keys as plain words.");
            var keyPath = YamlValue.Join(path, key.Text);
            var value = ComposeNode(keyPath, depth + 1);
            if (key is { Text: "<<", IsPlain: true })
                errors.Add(key.Line, key.Column, keyPath, "merge keys are not read", "Write the keys out; an alias such as '*name' may stand for a whole value.");
            else if (lines.TryAdd(key.Text, key.Line))
                entries.Add(new YamlEntry(key, value));
            else
                errors.Add(key.Line, key.Column, keyPath, $"given twice, first on line {lines[key.Text]}", "Remove one of the two.");
        }

        return new YamlMapping(entries.ToImmutable(), (int)start.Line, (int)start.Column)
        {
            ExpandedCount = _nodeCount - before + 1,
            IsFlow = isFlow,
            Span = Reach(start, isFlow, end.Start),
        };
    }

    private sealed class RefusedException(in Mark place, string problem, string remedy)
        : YamlException(place, place, problem)
    {
        public string Remedy { get; } = remedy;
    }
}
