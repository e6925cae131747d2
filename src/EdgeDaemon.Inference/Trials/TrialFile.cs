using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Inference.Trials;

/// <summary>
/// Keeps results of trials in a small file, one per line: the start of a SHA-256 over the rest, key, time and result. A line that its sum
/// does not fit is no result, and its model is tried again.
/// </summary>
/// <param name="paths">Places of the file. All are read, and the newest result counts; it is written to the first that can be written.</param>
public sealed class TrialFile(params ImmutableArray<string> paths)
{
    private const int MostBytes = 256 << 10;
    private const int MostResults = 64;
    private const int SumDigits = 16;
    private const UnixFileMode Permissions = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The first place.</summary>
    public string Path => paths[0];

    /// <summary>A result that is kept, and when it was found out; null where there is none, or no file can be read.</summary>
    internal (TrialResult Result, DateTimeOffset Time)? Find(string key) =>
        paths.SelectMany(Read).Where(entry => entry.Key == key).MaxBy(entry => entry.Time) is { } entry ? (entry.Result, entry.Time) : null;

    /// <summary>Keeps a result in place of what is kept under its key; the oldest goes where there are too many.</summary>
    /// <exception cref="IOException">No place can be written.</exception>
    /// <exception cref="UnauthorizedAccessException">No place may be written.</exception>
    internal void Keep(string key, TrialResult result, DateTimeOffset time)
    {
        for (var i = 0; i < paths.Length; i++)
        {
            try
            {
                Entry[] entries = [.. Read(paths[i]).Where(entry => entry.Key != key).TakeLast(MostResults - 1), new Entry(key, time, result)];
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(paths[i]))!);
                AtomicFile.Write(paths[i], string.Concat(entries.Select(entry => entry.ToLine() + "\n")), Permissions);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && i + 1 < paths.Length)
            {
            }
        }
    }

    private static IEnumerable<Entry> Read(string path)
    {
        try
        {
            return [.. Encoding.UTF8.GetString(RegularFile.Read(path, MostBytes)).Split('\n').Select(Entry.Parse).OfType<Entry>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private sealed record Entry(string Key, DateTimeOffset Time, TrialResult Result)
    {
        public string ToLine()
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{Key} {Time.ToUnixTimeSeconds()} {Result.ToLine()}");
            return $"{SumOf(text)} {text}";
        }

        public static Entry? Parse(string line)
        {
            if (line.Length < SumDigits + 1 || SumOf(line[(SumDigits + 1)..]) != line[..SumDigits])
                return null;
            return line[(SumDigits + 1)..].Split(' ', 3) is [var key, var time, var result]
                && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                && TrialResult.Parse(result) is { } found ? new Entry(key, DateTimeOffset.FromUnixTimeSeconds(seconds), found) : null;
        }

        private static string SumOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..SumDigits];
    }
}
