using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Inference.Models;

/// <summary>A version of a model that is on the device.</summary>
/// <param name="Number">Counts up with each that is put there; 0: a plain folder in the model's own place.</param>
/// <param name="Folder">Full path of its bundle.</param>
/// <param name="IsInUse">Is it the one that the model's name stands for?</param>
public sealed record ModelVersion(int Number, string Folder, bool IsInUse)
{
    /// <summary>The <see cref="ModelBundle.Identity"/> of the bundle as it lies there, unchecked; empty: it cannot be read.</summary>
    public string Identity
    {
        get
        {
            try
            {
                return ModelBundle.IdentityOf(Folder);
            }
            catch (ModelBundleException)
            {
                return "";
            }
        }
    }
}

/// <summary>
/// The versions of a model, beside each other: <c>NAME.versions/1</c>, <c>2</c> … are whole bundles that never move, and <c>NAME</c> is a symbolic
/// link to the one in use, replaced in one step. A model that was never replaced is a plain folder <c>NAME</c>. Whoever opens the model
/// meanwhile, or after a power cut at any point, has one whole version of it.
/// </summary>
/// <param name="directory">The models directory, a full path.</param>
/// <param name="name">The model's name, a slug.</param>
public sealed class ModelVersions(string directory, string name)
{
    /// <summary>How many are kept beside the one in use.</summary>
    public const int MostKept = 3;

    private const string LimitsFileName = "limits.txt";
    private const int MostLimitsBytes = 256;
    private const int MostManifestBytes = 1 << 20;

    private readonly string _place = Path.Combine(directory, name);
    private readonly string _shelf = Path.Combine(directory, name + ".versions");

    /// <summary>Is a version never to be used again, though nobody has returned from it by hand?</summary>
    public Func<ModelVersion, bool> IsAbandoned { get; init; } = _ => false;

    /// <summary>Hears of each step before it is taken; tests end it there.</summary>
    internal Action<string> Step { get; init; } = _ => { };

    // A folder and no link to one.
    private bool IsPlain => Directory.Exists(_place) && !IsLink(_place);

    private string LimitsFile => Path.Combine(_shelf, LimitsFileName);

    /// <summary>All that are there, by when they were put there, the newest first.</summary>
    /// <exception cref="IOException">The folders cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folders may not be read.</exception>
    public ImmutableArray<ModelVersion> All()
    {
        var link = new DirectoryInfo(_place).LinkTarget;
        var inUse = link is not null && link == LinkTo(NumberOf(link)) ? NumberOf(link) : 0;
        var versions = Numbers().Select(number => new ModelVersion(number, PathOf(number), number == inUse));
        return [.. IsPlain ? versions.Prepend(new ModelVersion(0, _place, IsInUse: true)) : versions];
    }

    /// <summary>The one in use and those that were put there before it, the newest first: what can be returned to, in order.</summary>
    /// <exception cref="IOException">The folders cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folders may not be read.</exception>
    public ImmutableArray<ModelVersion> Usable() => [.. All().SkipWhile(version => !version.IsInUse)];

    /// <summary>
    /// Makes a bundle the newest version and the one in use. What was in use is kept. What was returned from goes, and the oldest beyond
    /// <see cref="MostKept"/>.
    /// </summary>
    /// <param name="incoming">Its folder, in the models directory, whole and on disk; it is moved.</param>
    /// <param name="isOrdered">Are older versions than those that were here refused from now on?</param>
    /// <returns>Was another one in use?</returns>
    /// <exception cref="IOException">It failed. One whole version is in use: the one before, or, when only tidying up failed, the new one.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public bool Take(string incoming, bool isOrdered = false)
    {
        var newest = Numbers().FirstOrDefault();
        var abandoned = All().Where(version => version.Number > 0 && !version.IsInUse && (IsAbandoned(version) || !Usable().IsEmpty && !Usable().Contains(version))).ToImmutableArray();
        if (newest == 0 && !Path.Exists(_place) && !IsLink(_place))
        {
            Do("put", () => Directory.Move(incoming, _place), directory);
            return false;
        }

        if (!Directory.Exists(_shelf))
            Do("make the shelf", () => BundleStore.ShowToAll(Directory.CreateDirectory(_shelf).FullName), directory);
        // A plain folder is older: the number before is left for it.
        var number = newest + (IsPlain ? 2 : 1);
        Do("put beside", () => Directory.Move(incoming, PathOf(number)), _shelf);
        Discard(abandoned, isOrdered);
        Switch(number, plainBecomes: number - 1);
        Discard([.. All().Where(version => !version.IsInUse).Skip(MostKept)], isOrdered);
        return true;
    }

    /// <summary>Uses another version that is there.</summary>
    /// <exception cref="IOException">It failed; what was in use still is.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public void Use(int number) => Switch(number, plainBecomes: Numbers().FirstOrDefault() + 1);

    /// <summary>Opens a version, and refuses it where it may not be used.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="trust">Whose bundles are taken.</param>
    /// <exception cref="ModelBundleException">It is damaged or wrong, not signed as it must be, or older than it may be.</exception>
    public ModelBundle Open(string folder, ModelTrust trust)
    {
        ArgumentNullException.ThrowIfNull(trust);
        var bundle = ModelBundle.Open(folder, trust);
        if (trust.IsRequired)
            RequireAllowed(bundle);
        return bundle;
    }

    /// <summary>Refuses a bundle that may not be installed, as it is no newer than those that were here.</summary>
    /// <exception cref="ModelBundleException">It is not, or nobody can tell.</exception>
    public void RequireNewer(ModelBundle bundle)
    {
        var number = ModelTrust.RequireNumber(bundle);
        var newest = All().Select(version => VersionIn(version.Folder)).Append(Limits()?.Newest).Max();
        if (newest is not null && number <= newest)
            throw new ModelBundleException($"{bundle.Directory}: version {bundle.Manifest.Version} of '{name}' is not newer than {Text(newest)}, which was here already; raise 'version' and sign it again, or go back with 'edgedaemon models rollback {name}'.");
    }

    /// <summary>Refuses a bundle that may not be loaded, as it is older than all that are kept.</summary>
    /// <exception cref="ModelBundleException">It is, or nobody can tell.</exception>
    public void RequireAllowed(ModelBundle bundle)
    {
        var number = ModelTrust.RequireNumber(bundle);
        if (bundle.Manifest.Name != name)
            throw new ModelBundleException($"{bundle.Directory}: it is signed as '{bundle.Manifest.Name}' and stands in the place of '{name}'; install it under its own name.");
        if (Limits() is { } limits && number < limits.Least)
            throw new ModelBundleException($"{bundle.Directory}: version {bundle.Manifest.Version} is older than {Text(limits.Least)}, the oldest that may be used; install a newer one.");
    }

    private void Switch(int number, int plainBecomes)
    {
        if (!IsPlain)
        {
            var next = Path.Combine(_shelf, ".next");
            Do("make the link", () => MakeLink(next, LinkTo(number)), _shelf);
            Do("switch", () => Require(Libc.rename(next, _place), _place), directory);
            return;
        }

        // Folder and link change places, so that the folder is at once where it is kept.
        var kept = PathOf(plainBecomes);
        Do("make the link", () => MakeLink(kept, LinkTo(number)), _shelf);
        Do("switch", () => Require(Libc.renameat2(Libc.AT_FDCWD, kept, Libc.AT_FDCWD, _place, Libc.RENAME_EXCHANGE), _place), directory);
        AtomicFile.SyncFolder(_shelf);
    }

    private void Discard(ImmutableArray<ModelVersion> versions, bool isOrdered)
    {
        if (versions.IsEmpty)
            return;
        if (isOrdered)
        {
            var least = All().Except(versions).Select(version => VersionIn(version.Folder)).Min();
            var newest = All().Select(version => VersionIn(version.Folder)).Append(Limits()?.Newest).Max();
            Do("note the limits", () => AtomicFile.Write(LimitsFile, $"{least ?? newest} {newest}\n", BundleStore.FilePermissions), _shelf);
        }

        var gone = Path.Combine(_shelf, ".gone");
        if (Directory.Exists(gone))
            Do("delete", () => Directory.Delete(gone, recursive: true), _shelf);
        foreach (var version in versions)
        {
            // Half a bundle must not stand where a whole one is looked for.
            Do("take away", () => Directory.Move(version.Folder, gone), _shelf);
            Do("delete", () => Directory.Delete(gone, recursive: true), _shelf);
        }
    }

    private void Do(string step, Action action, string folder)
    {
        Step(step);
        action();
        AtomicFile.SyncFolder(folder);
    }

    private ImmutableArray<int> Numbers() => !Directory.Exists(_shelf) ? []
        : [.. new DirectoryInfo(_shelf).EnumerateDirectories().Where(folder => folder.LinkTarget is null).Select(folder => NumberOf(folder.FullName)).Where(number => number > 0).OrderDescending()];

    private string PathOf(int number) => Path.Combine(_shelf, number.ToString(CultureInfo.InvariantCulture));

    // The link lies in the models directory, so its target begins there.
    private string LinkTo(int number) => Path.Combine(Path.GetFileName(_shelf), number.ToString(CultureInfo.InvariantCulture));

    private (Version Least, Version Newest)? Limits()
    {
        try
        {
            return Encoding.ASCII.GetString(RegularFile.Read(LimitsFile, MostLimitsBytes)).TrimEnd('\n').Split(' ') is [var least, var newest]
                && Version.TryParse(least, out var from) && Version.TryParse(newest, out var to) ? (from, to)
                : throw new ModelBundleException($"{LimitsFile}: damaged, so nobody knows which versions of '{name}' are too old; install a version that is newer than any before, after deleting the file.");
        }
        catch (FileRefusedException e) when (e.IsMissing)
        {
            return null;
        }
        catch (FileRefusedException e)
        {
            throw new ModelBundleException($"{LimitsFile}: {e.Message}, so nobody knows which versions of '{name}' are too old; let it be read.");
        }
    }

    private static Version? VersionIn(string folder)
    {
        try
        {
            return ModelTrust.VersionOf(ModelManifest.Parse(new BundleFolder(folder).Read(ModelManifest.FileName, MostManifestBytes), folder).Version);
        }
        catch (Exception e) when (e is ModelBundleException or IOException)
        {
            return null; // what cannot be read is not used either
        }
    }

    private static string Text(Version version) => version.Revision > 0 ? version.ToString(4) : version.Build > 0 ? version.ToString(3) : version.Minor > 0 ? version.ToString(2) : version.ToString(1);

    private static int NumberOf(string path) =>
        int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static bool IsLink(string path) => new DirectoryInfo(path).LinkTarget is not null;

    private static void MakeLink(string path, string target)
    {
        File.Delete(path);
        File.CreateSymbolicLink(path, target);
    }

    private static void Require(int result, string place)
    {
        if (result != 0)
            throw new IOException($"{place}: cannot be replaced ({Marshal.GetLastPInvokeErrorMessage()}).");
    }
}
