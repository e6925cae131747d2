using System.Formats.Tar;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Inference.Models;

/// <summary>
/// Reads a model bundle from outside, a folder or a tar archive, into a folder of ours. Nothing but regular files below it, of bounded
/// number and size; what leads elsewhere (links, devices, <c>..</c>) is refused by name.
/// </summary>
/// <param name="source">The folder or archive, for messages.</param>
/// <param name="target">A new folder.</param>
/// <param name="step">Hears of each file before it is written.</param>
internal sealed class BundleArchive(string source, string target, Action<string> step)
{
    private const int MostFiles = 1000;
    private const long MostBytes = ModelBundle.MaxModelBytes + (64L << 20);

    private readonly HashSet<string> _written = [];
    private long _bytes;

    /// <summary>Copies what <paramref name="source"/> holds.</summary>
    /// <exception cref="ModelBundleException">It is refused.</exception>
    /// <exception cref="IOException">It cannot be read, or written here.</exception>
    public static void Read(string source, string target, Action<string> step)
    {
        var reader = new BundleArchive(source, target, step);
        Directory.CreateDirectory(target);
        if (Directory.Exists(source))
            reader.CopyFolder(new BundleFolder(source));
        else
            reader.Extract();
        foreach (var folder in Directory.EnumerateDirectories(target, "*", SearchOption.AllDirectories).Append(target))
        {
            BundleStore.ShowToAll(folder);
            AtomicFile.SyncFolder(folder);
        }
    }

    private void CopyFolder(BundleFolder folder)
    {
        var listed = DigestList.Read(folder, [ModelBundle.ModelFileName]).Entries.Select(entry => entry.Path).Append(DigestList.FileName);
        foreach (var path in Path.Exists(folder.PathOf(ModelTrust.SignatureFileName)) ? listed.Append(ModelTrust.SignatureFileName) : listed)
        {
            using var file = folder.Open(path);
            Write(path, file, file.Length);
        }
    }

    private void Extract()
    {
        try
        {
            using var file = RegularFile.Open(source);
            if (file.Length > MostBytes)
                throw Refused($"{file.Length} bytes; a model has at most {MostBytes}");
            using var archive = new TarReader(file);
            var entries = 0;
            while (archive.GetNextEntry() is { } entry)
            {
                if (++entries > MostFiles)
                    throw Refused($"more than {MostFiles} entries, which no model has");
                ExtractEntry(entry);
            }

            if (entries == 0)
                throw Refused("no tar archive, or an empty one; make it with 'tar -cf FILE.tar -C FOLDER .', not compressed");
        }
        catch (FileRefusedException e)
        {
            throw Refused(e.Message);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or InvalidOperationException or OverflowException or OutOfMemoryException)
        {
            throw Refused("no tar archive, cut short or damaged; make it with 'tar -cf FILE.tar -C FOLDER .', not compressed, and copy it again");
        }

        var prefix = LeaveFolder();
        var listed = DigestList.Read(new BundleFolder(target), [ModelBundle.ModelFileName]);
        // What nobody lists nobody has signed, and it is no part of the bundle.
        foreach (var stray in _written.Select(path => path[prefix.Length..]).Where(path => !listed.Lists(path) && path is not (DigestList.FileName or ModelTrust.SignatureFileName)))
            File.Delete(Path.Combine(target, stray));
        foreach (var folder in Directory.GetDirectories(target, "*", SearchOption.AllDirectories).OrderByDescending(path => path.Length).Where(path => !Directory.EnumerateFileSystemEntries(path).Any()))
            Directory.Delete(folder);
    }

    /// <summary>An archive may hold the bundle's files, or one folder with them, whose name is given then.</summary>
    private string LeaveFolder()
    {
        if (Directory.GetFileSystemEntries(target) is not [var only] || !Directory.Exists(only))
            return "";
        var root = Path.Combine(target, ".root");
        Directory.Move(only, root);
        foreach (var entry in Directory.GetFileSystemEntries(root))
            Directory.Move(entry, Path.Combine(target, Path.GetFileName(entry)));
        Directory.Delete(root);
        return Path.GetFileName(only) + "/";
    }

    private void ExtractEntry(TarEntry entry)
    {
        var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
        if (entry.EntryType is TarEntryType.GlobalExtendedAttributes || (entry.EntryType == TarEntryType.Directory && name.Length == 0))
            return;
        if (!BundleFolder.IsPlain(name.TrimEnd('/')) || name.Any(char.IsControl))
            throw Refused($"holds '{name}', which leads out of the model's folder");
        if (entry.EntryType == TarEntryType.Directory)
            return;
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            throw Refused($"holds '{name}', which is no regular file ({entry.EntryType}); a model is made of files alone");
        Write(name, entry.DataStream ?? Stream.Null, entry.Length);
    }

    private void Write(string path, Stream content, long length)
    {
        if (!_written.Add(path) || _written.Count > MostFiles)
            throw Refused(_written.Count > MostFiles ? $"more than {MostFiles} files, which no model has" : $"holds '{path}' twice");
        _bytes += length;
        if (length < 0 || _bytes > MostBytes)
            throw Refused($"'{path}' is larger than a model may be: at most {MostBytes} bytes in all");
        step($"write {path}");
        var place = Path.Combine(target, path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        BundleStore.WriteFile(place, file => content.CopyTo(file));
    }

    private ModelBundleException Refused(string why) => new($"{source}: {why}.");
}
