using System.Globalization;

namespace EdgeDaemon.Journal.Format;

/// <summary>Finds the segments of a journal for those who read it.</summary>
internal static class SegmentFiles
{
    /// <summary>Numbers of the files that are named as segments, ascending. Their headers may still tell otherwise.</summary>
    public static List<ulong> Numbers(JournalOptions options, IJournalFileSystem files) =>
        Numbers(options.Directory, SegmentHeader.Extension, files);

    /// <summary>Numbers of the files that are named as copies in memory, ascending.</summary>
    public static List<ulong> HotNumbers(JournalOptions options, IJournalFileSystem files) =>
        options.HotDirectory is { } hot ? Numbers(hot, SegmentHeader.HotExtension, files) : [];

    private static List<ulong> Numbers(string directory, string extension, IJournalFileSystem files)
    {
        var numbers = new List<ulong>();
        foreach (var name in files.List(directory))
        {
            if (name.EndsWith(extension, StringComparison.Ordinal)
                && ulong.TryParse(name.AsSpan(..^extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                numbers.Add(number);
        }

        numbers.Sort();
        return numbers;
    }

    /// <summary>Opens a segment, its hot copy first, for that holds all of it; null when it is not (or not yet) there.</summary>
    public static SegmentWalker? TryOpen(ulong number, JournalOptions options, IJournalFileSystem files)
    {
        // Only names are taken from this; the true header comes out of the file.
        var named = new SegmentHeader(number, options.SegmentBytes, 0, 0, default);
        return (options.HotDirectory is { } hot ? TryOpen(Path.Combine(hot, named.HotFileName), files) : null)
            ?? TryOpen(Path.Combine(options.Directory, named.FileName), files);
    }

    /// <summary>As <see cref="TryOpen(ulong, JournalOptions, IJournalFileSystem)"/>; null also for a version that this build does not know.</summary>
    public static SegmentWalker? TryOpenKnown(ulong number, JournalOptions options, IJournalFileSystem files)
    {
        try
        {
            return TryOpen(number, options, files);
        }
        catch (JournalFormatException)
        {
            return null;
        }
    }

    /// <summary>Opens the file at <paramref name="path"/>; null when it is missing or is no segment of that number.</summary>
    public static SegmentWalker? TryOpen(string path, IJournalFileSystem files)
    {
        var file = files.TryOpenRead(path);
        if (file is null)
            return null;
        try
        {
            if (SegmentHeader.Read(file, Path.GetFileName(path)) is { } header)
                return new SegmentWalker(header, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }
}
