using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>
/// A small, strict YAML file: UTF-8, one document, bounded in size, depth and aliases. Whatever is wrong with it, its syntax
/// included, is collected in <see cref="Errors"/>; nothing about its content throws.
/// </summary>
/// <remarks>
/// Types come from the reader, not from how a value looks. So YAML 1.1's traps do not exist: <c>no</c> is a text where a text is
/// expected, and an error where a boolean is (only <c>true</c> and <c>false</c> are booleans); <c>010</c> and <c>1:30</c> are no numbers.
/// </remarks>
public sealed class YamlDocument
{
    /// <summary>Largest file, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private YamlDocument(YamlNode? root, YamlErrors errors)
    {
        Root = root;
        Errors = errors;
    }

    /// <summary>The root node, or null when the file cannot be read; <see cref="Errors"/> then says why.</summary>
    public YamlNode? Root { get; }

    /// <summary>What is wrong so far; readers of the document add to it.</summary>
    public YamlErrors Errors { get; }

    /// <summary>Reads a file. A file that cannot be read is an error in <see cref="Errors"/> too.</summary>
    public static YamlDocument Load(string path)
    {
        var errors = new YamlErrors(path);
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MaxBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Parse(bytes.AsSpan(0, length), errors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var problem = e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : $"cannot be read ({e.Message.TrimEnd('.')})";
            errors.Add(problem, "Check the path and its permissions.");
            return new YamlDocument(null, errors);
        }
    }

    /// <summary>Reads a text; <paramref name="file"/> is what messages call it.</summary>
    public static YamlDocument Parse(string text, string file) => Parse(Encoding.UTF8.GetBytes(text), file);

    /// <summary>Reads the bytes of a file; <paramref name="file"/> is what messages call it.</summary>
    public static YamlDocument Parse(ReadOnlySpan<byte> bytes, string file) => Parse(bytes, new YamlErrors(file));

    /// <summary>Reads the root as one value.</summary>
    /// <returns>False when anything in the document is wrong; <see cref="Errors"/> says what.</returns>
    public bool TryRead<T>(YamlType<T> type, [MaybeNullWhen(false)] out T result)
    {
        result = default;
        return Root is not null && type.TryRead(new YamlValue(Root, "", Errors), out result) && Errors.Count == 0;
    }

    /// <summary>The root as a section of keys, or null when it is not one; <see cref="Errors"/> then says so.</summary>
    public YamlSection? OpenRoot() => Root is null ? null : YamlSection.Open(new YamlValue(Root, "", Errors));

    /// <summary>Line of the first key or value that is <paramref name="text"/>, somewhere below a place; null when there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The place: keys (<see cref="string"/>) and list positions (<see cref="int"/>).</param>
    public int? LineOf(string text, params ReadOnlySpan<object> path)
    {
        return Find(path) is { } node ? Search(node) : null;

        int? Search(YamlNode node) => node switch
        {
            YamlScalar scalar => scalar.Text == text ? scalar.Line : null,
            YamlSequence sequence => sequence.Items.Select(Search).FirstOrDefault(line => line is not null),
            YamlMapping mapping => mapping.Entries.Select(entry => Search(entry.Key) ?? Search(entry.Value)).FirstOrDefault(line => line is not null),
            _ => null,
        };
    }

    /// <summary>The node behind keys (<see cref="string"/>) and list positions (<see cref="int"/>), or null when there is none.</summary>
    internal YamlNode? Find(params ReadOnlySpan<object> path)
    {
        var node = Root;
        foreach (var step in path)
        {
            node = (node, step) switch
            {
                (YamlMapping mapping, string key) => mapping.Entries.FirstOrDefault(e => e.Key.Text == key).Value,
                (YamlSequence sequence, int index) => sequence.Items.ElementAtOrDefault(index),
                _ => null,
            };
        }

        return node;
    }

    private static YamlDocument Parse(ReadOnlySpan<byte> bytes, YamlErrors errors)
    {
        if (bytes.Length > MaxBytes)
        {
            errors.Add($"larger than {MaxBytes >> 10} KiB", "Is it the right file?");
            return new YamlDocument(null, errors);
        }

        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        try
        {
            return new YamlDocument(new YamlComposer(StrictUtf8.GetString(bytes), errors).Compose(), errors);
        }
        catch (DecoderFallbackException e)
        {
            var line = bytes[..Math.Clamp(e.Index, 0, bytes.Length)].Count((byte)'\n') + 1;
            errors.Add(line, 1, "", "the line is not UTF-8 text", "Save the file as UTF-8.");
            return new YamlDocument(null, errors);
        }
    }
}
