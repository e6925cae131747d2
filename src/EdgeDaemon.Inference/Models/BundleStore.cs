using System.Security.Cryptography;
using System.Text;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Inference.Models;

/// <summary>
/// Puts bundles into a models directory, whole or not at all: they are written beside their place, on disk before they are
/// moved there, and moved in one step. Whoever opens the bundle meanwhile has the old one or the new one.
/// </summary>
/// <param name="directory">The models directory; it is made where it does not exist.</param>
public sealed class BundleStore(string directory)
{
    // Models run under a user of their own: whoever adds one, with whatever umask, others must be able to read it.
    private const UnixFileMode FilePermissions = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode FolderPermissions = FilePermissions | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _directory = Path.GetFullPath(directory);

    /// <summary>The folder of a bundle, whether it is there or not.</summary>
    public string PathOf(string name) => Path.Combine(_directory, name);

    /// <summary>Where the bundle that another replaced is kept; the dot keeps it from being a model's name.</summary>
    public string PreviousPathOf(string name) => PathOf(name) + ".previous";

    /// <summary>Is the place taken?</summary>
    public bool Has(string name) => Path.Exists(PathOf(name));

    /// <summary>Writes a bundle and puts it in its place.</summary>
    /// <param name="name">Its name, a slug.</param>
    /// <param name="content">Its files.</param>
    /// <param name="replace">
    /// May one be there already? It is then kept at <see cref="PreviousPathOf"/>, in place of the one that is kept there.
    /// </param>
    /// <returns>Was one replaced?</returns>
    /// <exception cref="ModelBundleException">The name is no slug, the place is taken, or what was written does not read back as a bundle.</exception>
    /// <exception cref="IOException">Writing failed; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public bool Put(string name, BundleContent content, bool replace)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (!Slug.IsValid(name))
            throw new ModelBundleException($"'{name}' cannot be a model's name: write 1 to {Slug.MaxLength} of the characters a-z, 0-9, _ and -, such as '{Slug.From(name)}'.");
        Directory.CreateDirectory(_directory);
        var incoming = Path.Combine(_directory, $".{name}.{Guid.NewGuid():n}");
        try
        {
            Write(incoming, content);
            ModelBundle.Open(incoming);
            var replaced = MoveIn(incoming, name, replace);
            AtomicFile.SyncFolder(_directory);
            return replaced;
        }
        finally
        {
            if (Directory.Exists(incoming))
                Directory.Delete(incoming, recursive: true);
        }
    }

    private static void Write(string folder, BundleContent content)
    {
        MakeFolder(folder);
        (string Name, ReadOnlyMemory<byte> Bytes)[] files =
        [
            (ModelBundle.ModelFileName, content.Model), (ModelManifest.FileName, content.Manifest), (LabelFile.FileName, content.Labels),
            .. content.Others.Select(other => (other.Key, (ReadOnlyMemory<byte>)other.Value)),
        ];
        var digests = string.Concat(files.Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(file.Bytes.Span))}  {file.Name}\n"));
        foreach (var (name, bytes) in files)
        {
            MakeFolder(Path.GetDirectoryName(Path.Combine(folder, name))!);
            WriteFile(Path.Combine(folder, name), bytes.Span);
        }

        WriteFile(Path.Combine(folder, DigestList.FileName), Encoding.UTF8.GetBytes(digests));
        foreach (var inside in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
            AtomicFile.SyncFolder(inside);
        AtomicFile.SyncFolder(folder);
    }

    private static void MakeFolder(string path)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, FolderPermissions);
    }

    private static void WriteFile(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file.SafeFileHandle, FilePermissions);
    }

    private bool MoveIn(string incoming, string name, bool replace)
    {
        var (target, previous) = (PathOf(name), PreviousPathOf(name));
        if (!Path.Exists(target))
        {
            Directory.Move(incoming, target);
            return false;
        }

        if (!replace)
            throw new ModelBundleException($"{target}: there is a model of this name already; it was left as it is.");
        if (Directory.Exists(previous))
            Directory.Delete(previous, recursive: true);
        if (Libc.renameat2(Libc.AT_FDCWD, incoming, Libc.AT_FDCWD, target, Libc.RENAME_EXCHANGE) == 0)
        {
            Directory.Move(incoming, previous);
            return true;
        }

        // A file system that cannot swap: for a moment there is no model of this name.
        Directory.Move(target, previous);
        Directory.Move(incoming, target);
        return true;
    }
}
