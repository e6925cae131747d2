using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Configuration.Naming;

/// <summary>
/// The labels of a model: one per line, UTF-8; line number − 1 is the label's index. Where every line begins with its number, as Teachable
/// Machine and Coral write them, that is no part of the label.
/// </summary>
public sealed class LabelFile
{
    /// <summary>Name of the file inside a model bundle.</summary>
    public const string FileName = "labels.txt";

    /// <summary>Longest label, in characters.</summary>
    public const int MaxLabelLength = 256;

    private const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private LabelFile(ImmutableArray<string> names)
    {
        Names = names;
        Slugs = MakeSlugs(names);
    }

    /// <summary>The labels as they are written, for people.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>
    /// The labels as slugs, in the same order and all different: the second label with the same slug gets <c>_2</c>, the third
    /// <c>_3</c> (ImageNet has two kinds of crane). One that cannot be written in Latin letters is <c>class_N</c>, its index.
    /// </summary>
    public ImmutableArray<string> Slugs { get; }

    /// <summary>Labels that are written in no letters that a topic can have, and no table knows how to write otherwise.</summary>
    public IEnumerable<string> WithoutLatin => Names.Where(name => Slug.From(name, otherwise: "").Length == 0);

    /// <summary>Path of the labels of a model bundle.</summary>
    public static string PathOf(string modelsDirectory, string model) => Path.Combine(modelsDirectory, model, FileName);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">
    /// It is empty, too large, not UTF-8, or a line is blank, too long or holds control characters; the message names the line. Blank
    /// lines at the end do not count.
    /// </exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static LabelFile Read(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[Math.Min(file.Length, MaxBytes) + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MaxBytes)
            throw new InvalidDataException($"{path}: larger than {MaxBytes >> 10} KiB. Is it a list of labels?");
        return Parse(bytes.AsSpan(0, length), path);
    }

    /// <summary>Reads the bytes of a file; <paramref name="file"/> is what messages call it.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>.</exception>
    public static LabelFile Parse(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        bytes = bytes.TrimEnd("\r\n \t"u8);
        if (bytes.IsEmpty)
            throw new InvalidDataException($"{file}: no labels. Write one per line.");
        var lines = new List<string>();
        foreach (var line in bytes.Split((byte)'\n'))
            lines.Add(ReadLine(bytes[line], $"{file}:{lines.Count + 1}"));
        var names = LabelNumbers.Remove(lines);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Any(char.IsControl))
                throw new InvalidDataException($"{file}:{i + 1}: holds a control character. Write one label per line.");
        }

        return names.Count < LabelRecord.NoLabel ? new LabelFile([.. names])
            : throw new InvalidDataException($"{file}: {names.Count} labels; a record can name at most {LabelRecord.NoLabel - 1}.");
    }

    private static string ReadLine(ReadOnlySpan<byte> line, string place)
    {
        string name;
        try
        {
            name = StrictUtf8.GetString(line).Trim();
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"{place}: not UTF-8 text. Save the file as UTF-8.");
        }

        return name switch
        {
            "" => throw new InvalidDataException($"{place}: blank line. Remove it, or write the label of this index."),
            { Length: > MaxLabelLength } => throw new InvalidDataException($"{place}: {name.Length} characters; a label has at most {MaxLabelLength}."),
            _ => name,
        };
    }

    private static ImmutableArray<string> MakeSlugs(ImmutableArray<string> names)
    {
        var slugs = ImmutableArray.CreateBuilder<string>(names.Length);
        var taken = new HashSet<string>();
        var timesSeen = new Dictionary<string, int>();
        for (var i = 0; i < names.Length; i++)
        {
            var slug = Slug.From(names[i], otherwise: NameOf(i));
            var candidate = slug;
            // The counter is kept per slug, so that a file of equal lines stays linear.
            while (!taken.Add(candidate))
            {
                var times = timesSeen[slug] = timesSeen.GetValueOrDefault(slug, 1) + 1;
                candidate = WithSuffix(slug, times);
            }

            slugs.Add(candidate);
        }

        return slugs.MoveToImmutable();
    }

    /// <summary>What a label is called that has no name of its own.</summary>
    internal static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"class_{index}");

    private static string WithSuffix(string slug, int number)
    {
        var suffix = $"_{number}";
        return slug[..Math.Min(slug.Length, Slug.MaxLength - suffix.Length)] + suffix;
    }
}
