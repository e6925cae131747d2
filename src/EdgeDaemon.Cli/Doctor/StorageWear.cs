using System.Globalization;

namespace EdgeDaemon.Cli.Doctor;

/// <summary>How worn the flash under a folder is, as far as its controller says: eMMC does, SD cards do not.</summary>
internal static class StorageWear
{
    private const int Worn = 8;

    /// <summary>A finding; null where the controller says nothing.</summary>
    /// <param name="folder">A folder on the file system in question.</param>
    /// <param name="root">Where /proc and /sys lie; another folder in tests.</param>
    public static Finding? Of(string folder, string root = "/")
    {
        try
        {
            if (DeviceOf(folder, File.ReadLines(Path.Combine(root, "proc/self/mountinfo"))) is not { } device)
                return null;
            // A partition's folder lies in that of its disk.
            var link = Path.Combine(root, "sys/dev/block", device);
            var block = new DirectoryInfo(link).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? link;
            foreach (var disk in new[] { block, Path.GetDirectoryName(block)! })
            {
                var file = Path.Combine(disk, "device", "life_time");
                if (File.Exists(file))
                    return Judge(File.ReadAllText(file));
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Two numbers in steps of 10 %, one per kind of memory: 0x01 is up to 10 % of the life used, 0x0B more than all.</summary>
    internal static Finding? Judge(string lifeTime)
    {
        var worst = 0;
        foreach (var word in lifeTime.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && int.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var step))
                worst = Math.Max(worst, step);
        }

        return worst switch
        {
            0 => null,
            > Worn => Finding.Warn("disk wear", worst > 10 ? "the flash is past its rated life" : $"up to {worst * 10} % of the flash's life is used", "Replace it before it fails."),
            _ => Finding.Pass("disk wear", $"up to {worst * 10} % of the flash's life is used"),
        };
    }

    /// <summary>MAJOR:MINOR of the file system that a folder is on: the longest mount point that leads to it.</summary>
    internal static string? DeviceOf(string folder, IEnumerable<string> mountInfo)
    {
        string? device = null;
        var longest = -1;
        foreach (var line in mountInfo)
        {
            var fields = line.Split(' ');
            if (fields.Length < 5 || fields[4].Length <= longest)
                continue;
            if (folder == fields[4] || fields[4] == "/" || folder.StartsWith(fields[4] + "/", StringComparison.Ordinal))
                (device, longest) = (fields[2], fields[4].Length);
        }

        return device;
    }
}
