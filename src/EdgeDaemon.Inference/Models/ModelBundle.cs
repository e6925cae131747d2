using System.Collections.Immutable;
using System.Security.Cryptography;
using EdgeDaemon.Configuration.Naming;

namespace EdgeDaemon.Inference.Models;

/// <summary>
/// A model folder whose digests have been checked: <c>model.onnx</c>, <c>manifest.yaml</c>, <c>labels.txt</c>, and
/// <c>SHA256SUMS</c> over them and whatever else it lists. What is held here are the very bytes that were checked; nothing
/// is opened twice.
/// </summary>
public sealed class ModelBundle
{
    /// <summary>Name of the model file inside a bundle.</summary>
    public const string ModelFileName = "model.onnx";

    /// <summary>Largest model file.</summary>
    public const long MaxModelBytes = 512L << 20;

    private const long MaxTextBytes = 1 << 20;
    private const long MaxOtherBytes = 64 << 20;

    private ModelBundle(BundleFolder folder, DigestList digests, IReadOnlyDictionary<string, byte[]> content)
        : this(
            folder.Path, digests.Entries.First(e => e.Path == ModelFileName).Digest,
            new BundleContent(content[ModelFileName], content[ModelManifest.FileName], content[LabelFile.FileName]))
    {
        if (content.TryGetValue(GoldenCase.FileName, out var golden))
            GoldenCases = GoldenReader.Read(golden, folder, digests, Labels);
    }

    private ModelBundle(string origin, string digest, BundleContent content)
    {
        Directory = origin;
        Model = content.Model;
        Digest = digest;
        Manifest = ModelManifest.Parse(content.Manifest.Span, Path.Combine(origin, ModelManifest.FileName));
        Labels = ReadLabels(content.Labels.Span, Path.Combine(origin, LabelFile.FileName));
    }

    private ModelBundle(ModelBundle other) => (Directory, Digest, Manifest, Labels, GoldenCases, Identity, SignedBy) =
        (other.Directory, other.Digest, other.Manifest, other.Labels, other.GoldenCases, other.Identity, other.SignedBy);

    /// <summary>Full path of the folder; of a bundle that is in none, what messages call it.</summary>
    public string Directory { get; }

    /// <summary>The bytes of the ONNX file.</summary>
    public ReadOnlyMemory<byte> Model { get; }

    /// <summary>SHA-256 of <see cref="Model"/>, 64 lower-case hexadecimal digits.</summary>
    public string Digest { get; }

    /// <summary>What the model is and how it is used.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Names of the classes.</summary>
    public LabelFile Labels { get; }

    /// <summary>Test inputs with the expected labels; empty when the bundle lists none.</summary>
    public ImmutableArray<GoldenCase> GoldenCases { get; } = [];

    /// <summary>SHA-256 of <c>SHA256SUMS</c>, 64 lower-case hexadecimal digits: which version of the model this is. Empty: it is in no folder.</summary>
    public string Identity { get; private init; } = "";

    /// <summary>Fingerprint of the trusted key that signed it; null: none did, or nobody asked.</summary>
    public string? SignedBy { get; private init; }

    /// <summary>Checks and reads a folder.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="trust">Who must have signed it; null: nobody.</param>
    /// <exception cref="ModelBundleException">Anything is missing, altered or malformed, or it is not signed as it must be; every error at once, one line each.</exception>
    public static ModelBundle Open(string directory, ModelTrust? trust = null)
    {
        var folder = new BundleFolder(directory);
        var digests = DigestList.Read(folder, [ModelFileName, ModelManifest.FileName, LabelFile.FileName]);
        var signer = trust?.Check(folder, digests.Bytes);
        return new ModelBundle(folder, digests, ReadChecked(folder, digests)) { Identity = Hash(digests.Bytes), SignedBy = signer };
    }

    /// <summary>The <see cref="Identity"/> of the bundle in a folder, unchecked.</summary>
    /// <exception cref="ModelBundleException">There is none.</exception>
    public static string IdentityOf(string directory) => Hash(DigestList.ReadBytes(new BundleFolder(directory)));

    /// <summary>A bundle that is in no folder, or not yet: what it would be made of is all there is.</summary>
    /// <param name="content">Its files.</param>
    /// <param name="origin">What messages call it.</param>
    /// <exception cref="ModelBundleException">The manifest or the labels are wrong; every error of the first at once, one line each.</exception>
    public static ModelBundle Of(BundleContent content, string origin)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new ModelBundle(origin, Hash(content.Model.Span), content);
    }

    /// <summary>The same bundle with no bytes in <see cref="Model"/>.</summary>
    public ModelBundle WithoutModel() => new(this);

    /// <summary>Reads everything that a bundle lists but the model, such as manifest, golden pictures and licence, by path below its folder.</summary>
    /// <param name="directory">Of a bundle that has been opened.</param>
    /// <exception cref="ModelBundleException">A file is missing, altered or too large.</exception>
    public static Dictionary<string, byte[]> ReadFiles(string directory)
    {
        var folder = new BundleFolder(directory);
        var entries = DigestList.Read(folder, []).Entries.Where(entry => entry.Path != ModelFileName).ToList();
        var files = entries.ToDictionary(entry => entry.Path, entry => folder.Read(entry.Path, MaxOtherBytes));
        return entries.Find(entry => Convert.ToHexStringLower(SHA256.HashData(files[entry.Path])) != entry.Digest) is { } changed
            ? throw new ModelBundleException($"{folder.PathOf(changed.Path)}: it was changed meanwhile; try again.")
            : files;
    }

    /// <summary>The content of the files that a bundle consists of; others that are listed are only checked.</summary>
    private static Dictionary<string, byte[]> ReadChecked(BundleFolder folder, DigestList digests)
    {
        var content = new Dictionary<string, byte[]>();
        var errors = ImmutableArray.CreateBuilder<string>();
        foreach (var entry in digests.Entries)
        {
            try
            {
                var actual = entry.Path switch
                {
                    ModelFileName => Keep(entry.Path, MaxModelBytes),
                    ModelManifest.FileName or LabelFile.FileName or GoldenCase.FileName => Keep(entry.Path, MaxTextBytes),
                    _ => HashFile(entry.Path),
                };
                if (actual != entry.Digest)
                    errors.Add($"{folder.PathOf(entry.Path)}: its SHA-256 is {Short(actual)}, {DigestList.FileName} says {Short(entry.Digest)}; the file is damaged or was changed: copy the model again.");
            }
            catch (ModelBundleException e)
            {
                errors.AddRange(e.Errors);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                errors.Add($"{folder.PathOf(entry.Path)}: cannot be read ({e.Message}).");
            }
        }

        return errors.Count == 0 ? content : throw new ModelBundleException(errors.ToImmutable());

        string Keep(string path, long maxBytes)
        {
            return Hash(content[path] = folder.Read(path, maxBytes));
        }

        string HashFile(string path)
        {
            using var file = folder.Open(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
    }

    private static LabelFile ReadLabels(ReadOnlySpan<byte> bytes, string file)
    {
        try
        {
            return LabelFile.Parse(bytes, file);
        }
        catch (InvalidDataException e)
        {
            throw new ModelBundleException(e.Message);
        }
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Short(string digest) => digest[..12] + "…";
}
