using System.Security.Cryptography;
using System.Text;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Inference.Models;

/// <summary>
/// Puts bundles into a models directory, whole or not at all: they are written beside their place, on disk before they are
/// used, and come into use in one step. Whoever opens the bundle meanwhile has the old one or the new one.
/// </summary>
/// <param name="directory">The models directory; it is made where it does not exist.</param>
public sealed class BundleStore(string directory)
{
    // Models run under a user of their own: whoever adds one, with whatever umask, others must be able to read it.
    internal const UnixFileMode FilePermissions = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode FolderPermissions = FilePermissions | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _directory = Path.GetFullPath(directory);

    /// <summary>The folder of a bundle, whether it is there or not.</summary>
    public string PathOf(string name) => Path.Combine(_directory, name);

    /// <summary>Hears of each step before it is taken; tests end it there.</summary>
    internal Action<string> Step { get; init; } = _ => { };

    /// <summary>Where the bundle that was in use before is kept.</summary>
    /// <exception cref="InvalidOperationException">There was none.</exception>
    public string PreviousPathOf(string name) => Versions(name).Usable()[1].Folder;

    /// <summary>See <see cref="ModelVersions.IsAbandoned"/>.</summary>
    public Func<ModelVersion, bool> IsAbandoned { get; init; } = _ => false;

    /// <summary>The versions of a model.</summary>
    public ModelVersions Versions(string name) => new(_directory, name) { Step = Step, IsAbandoned = IsAbandoned };

    /// <summary>Is the place taken?</summary>
    public bool Has(string name) => Path.Exists(PathOf(name));

    /// <summary>Writes a bundle and puts it in its place.</summary>
    /// <param name="name">Its name, a slug.</param>
    /// <param name="content">Its files.</param>
    /// <param name="replace">May one be there already? It is then kept, see <see cref="ModelVersions"/>.</param>
    /// <returns>Was one replaced?</returns>
    /// <exception cref="ModelBundleException">The name is no slug, the place is taken, or what was written does not read back as a bundle.</exception>
    /// <exception cref="IOException">Writing failed; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public bool Put(string name, BundleContent content, bool replace)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (!Slug.IsValid(name))
            throw new ModelBundleException($"'{name}' cannot be a model's name: write 1 to {Slug.MaxLength} of the characters a-z, 0-9, _ and -, such as '{Slug.From(name)}'.");
        return Bring(incoming =>
        {
            if (Has(name) && !replace)
                throw new ModelBundleException($"{PathOf(name)}: there is a model of this name already; it was left as it is.");
            Write(incoming, content);
            ModelBundle.Open(incoming);
            return Versions(name).Take(incoming);
        });
    }

    /// <summary>Puts a bundle from outside in the place of its name, as its newest version.</summary>
    /// <param name="source">A folder, or a tar archive.</param>
    /// <param name="trust">Whose bundles are taken.</param>
    /// <param name="tryOut">Tries the bundle; what it throws keeps it out.</param>
    /// <returns>The bundle that is now in use, and whether another was before; null: this very bundle was in use already.</returns>
    /// <exception cref="InferenceException">It is refused, or failed; nothing has changed. The message names <paramref name="source"/>.</exception>
    /// <exception cref="IOException">Reading or writing failed; one whole version is in use.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public (ModelBundle Bundle, bool? Replaced) Install(string source, ModelTrust trust, Action<ModelBundle> tryOut)
    {
        ArgumentNullException.ThrowIfNull(trust);
        ArgumentNullException.ThrowIfNull(tryOut);
        return Bring(incoming =>
        {
            try
            {
                BundleArchive.Read(source, incoming, Step);
                var bundle = ModelBundle.Open(incoming, trust);
                var versions = Versions(bundle.Manifest.Name);
                var same = versions.All().Where(version => version.Identity == bundle.Identity).ToList();
                var whole = same.Find(version => IsWhole(version, trust));
                if (whole is { IsInUse: true })
                    return (bundle.WithoutModel(), (bool?)null);
                if (trust.IsRequired && same.Count == 0)
                    versions.RequireNewer(bundle);
                tryOut(bundle);
                // What is here whole needs no copy; what is here damaged is repaired by one.
                if (whole is null)
                    return (bundle.WithoutModel(), versions.Take(incoming, isOrdered: trust.IsRequired));
                versions.Use(whole.Number);
                return (bundle.WithoutModel(), true);
            }
            catch (InferenceException e) when (e.Message.Contains(incoming, StringComparison.Ordinal))
            {
                throw new ModelBundleException([.. e.Message.Split('\n').Select(line => line.Replace(incoming, source, StringComparison.Ordinal))]);
            }
        });
    }

    /// <summary>Uses another version of a model that is here, see <see cref="ModelVersions.Use"/>.</summary>
    /// <exception cref="IOException">It failed, or another command is changing the models; what was in use still is.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public void Use(string name, int number)
    {
        using var claim = Claim();
        Versions(name).Use(number);
    }

    private static bool IsWhole(ModelVersion version, ModelTrust trust)
    {
        try
        {
            ModelBundle.Open(version.Folder, trust);
            return true;
        }
        catch (ModelBundleException)
        {
            return false;
        }
    }

    /// <summary>Makes a folder visible to the user that models run under.</summary>
    internal static void ShowToAll(string folder)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, FolderPermissions);
    }

    /// <summary>Writes a new file that others can read, and has it on disk.</summary>
    internal static void WriteFile(string path, Action<FileStream> write)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        write(file);
        file.Flush(flushToDisk: true);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file.SafeFileHandle, FilePermissions);
    }

    private SafeFileHandle Claim()
    {
        var claim = Libc.open(_directory, Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        if (!claim.IsInvalid && Libc.flock(claim, Libc.LOCK_EX | Libc.LOCK_NB) == 0)
            return claim;
        claim.Dispose();
        throw new IOException($"{_directory}: another command is changing the models; try again when it has ended.");
    }

    /// <summary>One at a time: what another left behind when it was ended is removed.</summary>
    private T Bring<T>(Func<string, T> put)
    {
        const string Incoming = ".incoming.";
        Directory.CreateDirectory(_directory);
        using var claim = Claim();
        foreach (var left in Directory.GetDirectories(_directory, Incoming + "*"))
            Directory.Delete(left, recursive: true);
        var incoming = Path.Combine(_directory, $"{Incoming}{Guid.NewGuid():n}");
        try
        {
            return put(incoming);
        }
        finally
        {
            if (Directory.Exists(incoming))
            {
                Step("tidy up");
                Directory.Delete(incoming, recursive: true);
            }
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
            WriteFile(Path.Combine(folder, name), file => file.Write(bytes.Span));
        }

        WriteFile(Path.Combine(folder, DigestList.FileName), file => file.Write(Encoding.UTF8.GetBytes(digests)));
        foreach (var inside in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
            AtomicFile.SyncFolder(inside);
        AtomicFile.SyncFolder(folder);
    }

    private static void MakeFolder(string path)
    {
        Directory.CreateDirectory(path);
        ShowToAll(path);
    }
}
