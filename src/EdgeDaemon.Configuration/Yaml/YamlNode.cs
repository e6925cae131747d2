using System.Collections.Immutable;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>A node of a YAML document. An aliased node is shared by all who name it and keeps the place of its anchor.</summary>
/// <param name="line">Line where it starts, from 1.</param>
/// <param name="column">Column where it starts, from 1.</param>
public abstract class YamlNode(int line, int column)
{
    /// <summary>Line where the node starts, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column where the node starts, from 1.</summary>
    public int Column { get; } = column;

    /// <summary>What stands here, for messages: the quoted value, or the kind of node.</summary>
    public abstract string Describe();

    /// <summary>Nodes in it, itself counted, as if every alias were written out.</summary>
    internal int ExpandedCount { get; init; } = 1;

    /// <summary>Where in the text it is, in characters; the end is behind its last one. Of a block, that of the last thing in it.</summary>
    internal (int Start, int End) Span { get; init; }

    /// <summary>A list or section between brackets?</summary>
    internal bool IsFlow { get; init; }
}

/// <summary>A single value. Its type is decided by whoever reads it, never by how it looks.</summary>
public sealed class YamlScalar(string text, bool isPlain, int line, int column) : YamlNode(line, column)
{
    /// <summary>The value without quotes.</summary>
    public string Text { get; } = text;

    /// <summary>Written without quotes?</summary>
    public bool IsPlain { get; } = isPlain;

    /// <summary>Is it an explicit <c>null</c> or <c>~</c>?</summary>
    public bool IsNull => IsPlain && Text is "null" or "~";

    /// <summary>Is there nothing at all after the colon?</summary>
    public bool IsMissing => IsPlain && Text.Length == 0;

    /// <inheritdoc/>
    public override string Describe() => IsMissing ? "nothing" : YamlText.Quote(Text);
}

/// <summary>A list.</summary>
public sealed class YamlSequence(ImmutableArray<YamlNode> items, int line, int column) : YamlNode(line, column)
{
    /// <summary>The items in order.</summary>
    public ImmutableArray<YamlNode> Items { get; } = items;

    /// <inheritdoc/>
    public override string Describe() => "a list";
}

/// <summary>Keys with values.</summary>
public sealed class YamlMapping(ImmutableArray<YamlEntry> entries, int line, int column) : YamlNode(line, column)
{
    /// <summary>The entries in order; no key occurs twice.</summary>
    public ImmutableArray<YamlEntry> Entries { get; } = entries;

    /// <inheritdoc/>
    public override string Describe() => "a section of keys";
}

/// <summary>One key with its value.</summary>
public readonly record struct YamlEntry(YamlScalar Key, YamlNode Value);
