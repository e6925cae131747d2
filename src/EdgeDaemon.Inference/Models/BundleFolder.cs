using System.Runtime.InteropServices;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Inference.Models;

/// <summary>
/// Opens files of one folder, and nothing outside it: a path that leads out, by its text or through a symbolic link, is
/// refused, and so is what is not a regular file (a pipe would hang the reader). Content is judged by digest afterwards.
/// </summary>
internal sealed class BundleFolder
{
    private readonly string _root;

    /// <summary>Resolves the folder itself, which may be a link.</summary>
    /// <exception cref="ModelBundleException">There is no such folder.</exception>
    public BundleFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        _root = Resolve(Path) is { } root && Directory.Exists(root)
            ? root
            : throw new ModelBundleException($"{path}: no such model folder.");
    }

    /// <summary>The folder as it was named, made absolute; for messages.</summary>
    public string Path { get; }

    /// <summary>A file of the folder, for messages.</summary>
    public string PathOf(string relativePath) => System.IO.Path.Combine(Path, relativePath);

    /// <summary>Opens a file for reading.</summary>
    /// <param name="relativePath">Path below the folder.</param>
    /// <exception cref="ModelBundleException">It is missing, leads out of the folder, is no regular file, or may not be read.</exception>
    public FileStream Open(string relativePath)
    {
        if (!IsPlain(relativePath))
            throw new ModelBundleException($"{PathOf(relativePath)}: the path leaves the model's folder; list only files below it.");
        var path = Resolve(System.IO.Path.Combine(_root, relativePath))
            ?? throw new ModelBundleException($"{PathOf(relativePath)}: no such file.");
        if (!path.StartsWith(_root + '/', StringComparison.Ordinal))
            throw new ModelBundleException($"{PathOf(relativePath)}: a symbolic link leads out of the model's folder, to {path}; put the file itself there.");
        try
        {
            return RegularFile.Open(path);
        }
        catch (FileRefusedException e)
        {
            throw Refused(relativePath, e);
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="relativePath">Path below the folder.</param>
    /// <param name="maxBytes">Refuse what is larger.</param>
    /// <exception cref="ModelBundleException">As for <see cref="Open"/>, or it is larger.</exception>
    /// <exception cref="IOException">Reading failed half way.</exception>
    public byte[] Read(string relativePath, long maxBytes)
    {
        using var file = Open(relativePath);
        try
        {
            return RegularFile.Read(file, maxBytes);
        }
        catch (FileRefusedException e)
        {
            throw Refused(relativePath, e);
        }
    }

    /// <summary>Is it a relative path without empty, <c>.</c> and <c>..</c> parts?</summary>
    public static bool IsPlain(string relativePath) =>
        relativePath.Length > 0 && !relativePath.Contains('\0', StringComparison.Ordinal)
        && relativePath.Split('/').All(part => part is not ("" or "." or ".."));

    private ModelBundleException Refused(string relativePath, FileRefusedException e) => new($"{PathOf(relativePath)}: {e.Message}.");

    private static unsafe string? Resolve(string path)
    {
        var resolved = Libc.realpath(path, 0);
        if (resolved == 0)
            return null;
        try
        {
            return Marshal.PtrToStringUTF8(resolved);
        }
        finally
        {
            NativeMemory.Free((void*)resolved);
        }
    }
}
