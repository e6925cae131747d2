using System.Text;
using EdgeDaemon.Journal.Format;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Journal;

/// <summary>A small text file that says whether it is whole: its lines, and CRC-32C of all before it, eight hexadecimal digits.</summary>
public static class CheckedText
{
    private const int CheckBytes = 9;

    /// <summary>Replaces the file; it is on disk when this returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, IEnumerable<string> lines)
    {
        var body = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        AtomicFile.Write(path, [.. body, .. CheckOf(body)]);
    }

    /// <summary>Its lines, without those that are empty; null: there is no such file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">A larger one is not one of ours.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="FormatException">It is not whole.</exception>
    public static string[]? Read(string path, int mostBytes)
    {
        if (!File.Exists(path))
            return null;
        ReadOnlySpan<byte> text = RegularFile.Read(path, mostBytes);
        return text.Length >= CheckBytes && text[^CheckBytes..].SequenceEqual(CheckOf(text[..^CheckBytes]))
            ? Encoding.UTF8.GetString(text[..^CheckBytes]).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new FormatException("its check value does not fit");
    }

    private static byte[] CheckOf(ReadOnlySpan<byte> body) => Encoding.ASCII.GetBytes($"{Crc32C.Compute(body):x8}\n");
}
