using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using EdgeDaemon.Configuration;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Inference.Models;

/// <summary>
/// Whose models are taken: public keys, and whether a bundle must be signed by one of them. A signature is ECDSA over the curve P-256 and
/// SHA-256, in DER, of the bytes of <c>SHA256SUMS</c>, and so of every file that it lists; it is what <c>openssl dgst -sha256 -sign</c> makes.
/// </summary>
public sealed class ModelTrust : IDisposable
{
    /// <summary>Name of the file inside a bundle.</summary>
    public const string SignatureFileName = "SIGNATURE";

    private const int MostSignatureBytes = 128;
    private const int MostKeyBytes = 64 << 10;
    private const string Curve = "1.2.840.10045.3.1.7";

    private readonly ImmutableArray<ECDsa> _keys;

    private ModelTrust(ImmutableArray<ECDsa> keys, bool isRequired) => (_keys, IsRequired) = (keys, isRequired);

    /// <summary>Asks for nothing: signatures are not looked at.</summary>
    public static ModelTrust Anybody { get; } = new([], isRequired: false);

    /// <summary>Is a bundle without a signature refused, and one that is older than it may be?</summary>
    public bool IsRequired { get; }

    /// <summary>Reads the keys that a configuration names.</summary>
    /// <exception cref="ModelBundleException">A key cannot be used; no model is then trusted.</exception>
    public static ModelTrust Of(DaemonConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.TrustedKeys.IsEmpty && !config.RequireSignature ? Anybody : new([.. config.TrustedKeys.Select(ReadKey)], config.RequireSignature);
    }

    /// <summary>Signs the folder of a bundle: writes its <see cref="SignatureFileName"/>.</summary>
    /// <param name="directory">The folder; its digests are checked first.</param>
    /// <param name="keyFile">PEM file with a private key of the curve P-256.</param>
    /// <returns>The bundle, and the fingerprint of the key.</returns>
    /// <exception cref="ModelBundleException">It is no bundle, its version has no order, or the key cannot be used.</exception>
    /// <exception cref="IOException">The signature cannot be written.</exception>
    public static (ModelBundle Bundle, string Fingerprint) Sign(string directory, string keyFile)
    {
        var bundle = ModelBundle.Open(directory);
        RequireNumber(bundle);
        using var key = ReadKey(keyFile);
        try
        {
            var signature = key.SignData(new BundleFolder(directory).Read(DigestList.FileName, DigestList.MaxBytes), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            AtomicFile.Write(Path.Combine(bundle.Directory, SignatureFileName), signature, BundleStore.FilePermissions);
        }
        catch (CryptographicException)
        {
            throw new ModelBundleException($"{keyFile}: holds no private key; give the one that 'openssl ecparam -name prime256v1 -genkey' made, not its public half.");
        }

        return (bundle, FingerprintOf(key));
    }

    /// <summary>The version as a number that can be compared: one to four numbers with dots between them.</summary>
    /// <exception cref="ModelBundleException">It has no order.</exception>
    public static Version RequireNumber(ModelBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return VersionOf(bundle.Manifest.Version)
            ?? throw new ModelBundleException($"{Path.Combine(bundle.Directory, ModelManifest.FileName)}: version '{bundle.Manifest.Version}' has no order, so nobody could tell an older model from a newer one; write one to four numbers with dots between them, such as 2 or 1.4.0.");
    }

    /// <summary>As <see cref="RequireNumber"/>, from a text; null: it has no order.</summary>
    public static Version? VersionOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dots = text.Count(c => c == '.');
        return text.All(c => char.IsAsciiDigit(c) || c == '.') && dots <= 3 && Version.TryParse(text + string.Concat(Enumerable.Repeat(".0", 3 - dots)), out var version) ? version : null;
    }

    /// <summary>Checks who signed a bundle.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="digests">The very bytes of <c>SHA256SUMS</c> that the files are checked against.</param>
    /// <returns>Fingerprint of the key; null: it is not signed, or nobody asks.</returns>
    /// <exception cref="ModelBundleException">It is not signed and must be, or by nobody who is trusted.</exception>
    internal string? Check(BundleFolder folder, byte[] digests)
    {
        if (_keys.IsEmpty && !IsRequired)
            return null;
        var place = folder.PathOf(SignatureFileName);
        if (!Path.Exists(place))
        {
            return !IsRequired ? null : throw new ModelBundleException(
                $"{place}: no such file, and 'models.require_signature' takes no model that is not signed; sign it with 'edgedaemon models sign {folder.Path} --key FILE'.");
        }

        var signature = folder.Read(SignatureFileName, MostSignatureBytes);
        return _keys.FirstOrDefault(key => IsBy(key, digests, signature)) is { } signer ? FingerprintOf(signer)
            : throw new ModelBundleException($"{place}: signed by none of 'models.trusted_keys' ({string.Join(", ", _keys.Select(FingerprintOf))}), or {DigestList.FileName} was changed since; take the model from whom you trust, or have it signed again.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
    }

    private static bool IsBy(ECDsa key, byte[] digests, byte[] signature)
    {
        try
        {
            return key.VerifyData(digests, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false; // no signature at all
        }
    }

    /// <summary>The start of the SHA-256 over the public key: <c>openssl pkey -pubin -outform DER | sha256sum</c>.</summary>
    private static string FingerprintOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];

    private static ECDsa ReadKey(string file)
    {
        const string Remedy = "name a PEM file with a key of the curve P-256, without a passphrase, as 'openssl ecparam -name prime256v1 -genkey -noout' makes one";
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(Encoding.UTF8.GetString(RegularFile.Read(file, MostKeyBytes)));
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value == Curve)
                return key;
        }
        catch (FileRefusedException e)
        {
            key.Dispose();
            throw new ModelBundleException($"{file}: {e.Message}; {Remedy}.");
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
        }

        key.Dispose();
        throw new ModelBundleException($"{file}: no key that can be used; {Remedy}.");
    }
}
