using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EdgeDaemon.Configuration.Naming;

/// <summary>Where the versions of a model lie, for a process that loads none.</summary>
public static class ModelFolders
{
    private const int MostVersions = 16;
    private const int MostDigestBytes = 256 << 10;

    // What begins with a dot is on its way in or out.
    private static readonly EnumerationOptions Shown = new() { AttributesToSkip = FileAttributes.Hidden };

    /// <summary>The folder of the version in use, and those of the versions that are kept.</summary>
    /// <param name="modelsDirectory">The models directory.</param>
    /// <param name="model">The model's name.</param>
    public static IEnumerable<string> Of(string modelsDirectory, string model)
    {
        var place = Path.Combine(modelsDirectory, model);
        var shelf = place + ".versions";
        return Directory.Exists(shelf) ? Directory.EnumerateDirectories(shelf, "*", Shown).Take(MostVersions).Prepend(place) : [place];
    }

    /// <summary>The first 8 bytes of the SHA-256 of a version's <c>SHA256SUMS</c>, as records have them; null: it cannot be read.</summary>
    public static ulong? IdentityOf(string folder)
    {
        try
        {
            using var file = File.OpenRead(Path.Combine(folder, "SHA256SUMS"));
            return file.Length <= MostDigestBytes ? BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(file)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
