using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace EdgeDaemon.Inference.Models;

/// <summary>
/// <c>SHA256SUMS</c>, as <c>sha256sum</c> writes and <c>sha256sum -c</c> checks it: 64 hexadecimal digits, a space, a space
/// or <c>*</c>, and a path. Files that it does not list are no part of the bundle.
/// </summary>
internal sealed class DigestList
{
    /// <summary>Name of the file inside a bundle.</summary>
    public const string FileName = "SHA256SUMS";

    /// <summary>Largest list.</summary>
    public const int MaxBytes = 256 << 10;

    private const int DigestDigits = SHA256.HashSizeInBytes * 2;

    private DigestList(ImmutableArray<Entry> entries, byte[] bytes) => (Entries, Bytes) = (entries, bytes);

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<Entry> Entries { get; }

    /// <summary>The file as it was read.</summary>
    public byte[] Bytes { get; }

    /// <summary>Is the file listed?</summary>
    public bool Lists(string path) => Entries.Any(e => e.Path == path);

    /// <summary>Reads the list of a folder.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="required">Files that must be listed.</param>
    /// <exception cref="ModelBundleException">It is missing or malformed, or does not list a required file; every error at once.</exception>
    public static DigestList Read(BundleFolder folder, ReadOnlySpan<string> required)
    {
        var place = folder.PathOf(FileName);
        var bytes = ReadBytes(folder);
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        var entries = ImmutableArray.CreateBuilder<Entry>();
        var errors = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0 && i == lines.Length - 1)
                continue;
            if (Parse(lines[i]) is not { } entry)
                errors.Add($"{place}:{i + 1}: not a digest and a path; write the list with sha256sum.");
            else if (!BundleFolder.IsPlain(entry.Path))
                errors.Add($"{place}:{i + 1}: '{entry.Path}' leads out of the model's folder; list only files below it.");
            else if (entries.Any(e => e.Path == entry.Path))
                errors.Add($"{place}:{i + 1}: '{entry.Path}' is listed twice; remove one of the two.");
            else
                entries.Add(entry);
        }

        foreach (var path in required)
        {
            if (!entries.Any(e => e.Path == path))
                errors.Add($"{place}: '{path}' is not listed; add it with sha256sum.");
        }

        return errors.Count == 0 ? new DigestList(entries.ToImmutable(), bytes) : throw new ModelBundleException(errors.ToImmutable());
    }

    internal static byte[] ReadBytes(BundleFolder folder)
    {
        try
        {
            return folder.Read(FileName, MaxBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelBundleException($"{folder.PathOf(FileName)}: cannot be read ({e.Message}).");
        }
    }

    private static Entry? Parse(string line)
    {
        var text = line.TrimEnd('\r');
        if (text.Length < DigestDigits + 3 || text[DigestDigits] != ' ' || text[DigestDigits + 1] is not (' ' or '*'))
            return null;
        var digits = text[..DigestDigits];
        var path = text[(DigestDigits + 2)..];
        if (!digits.All(char.IsAsciiHexDigit) || path.Any(char.IsControl))
            return null;
        return new Entry(path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path, digits.ToLowerInvariant());
    }

    /// <summary>One line.</summary>
    /// <param name="Path">Path below the folder.</param>
    /// <param name="Digest">SHA-256 in lower-case hexadecimal.</param>
    public sealed record Entry(string Path, string Digest);
}
