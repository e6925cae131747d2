using System.Text.RegularExpressions;

namespace EdgeDaemon.Capture.Ffmpeg;

/// <summary>
/// The address of a network camera: rtsp, rtsps, http or https. It may hold a user, a password or a token: it is shown without them,
/// and no text that this makes has them in it.
/// </summary>
public sealed partial class CameraUrl
{
    private const string Mask = "***";

    private readonly string _url;
    private readonly string[] _secrets;

    private CameraUrl(string url, Match parts)
    {
        Scheme = parts.Groups["scheme"].Value.ToLowerInvariant();
        // ffmpeg knows its protocols in lower case only.
        _url = Scheme + url[Scheme.Length..];
        var (user, query) = (parts.Groups["user"], parts.Groups["query"]);
        Shown = $"{Scheme}://{(user.Success ? Mask + "@" : "")}{parts.Groups["host"].Value}{parts.Groups["path"].Value}{(query.Success ? "?" + Mask : "")}";
        // The longest first, so that a part is not taken out of the whole before it.
        _secrets =
        [
            .. new[] { _url, user.Success ? user.Value : "", query.Success ? query.Value : "" }
                .Concat(user.Value.Split(':', 2))
                .Concat(query.Value.Split('&').Select(p => p.Split('=', 2)[^1]))
                .SelectMany(s => new[] { s, Uri.UnescapeDataString(s) })
                .Where(s => s.Length > 2)
                .Distinct()
                .OrderByDescending(s => s.Length),
        ];
    }

    /// <summary>rtsp, rtsps, http or https.</summary>
    public string Scheme { get; }

    /// <summary>The address as it may be shown: <c>rtsp://***@10.0.0.5/stream1</c>.</summary>
    public string Shown { get; }

    /// <summary>The whole address, secrets and all: for the one program that opens it.</summary>
    internal string Secret => _url;

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is none; the message does not repeat it.</exception>
    public static CameraUrl Parse(string text)
    {
        var parts = Pattern().Match(text);
        return parts.Success
            ? new CameraUrl(text, parts)
            : throw new FormatException("This is not the address of a network camera; expected rtsp://, rtsps://, http:// or https://, a host, and printable characters without spaces and quotes.");
    }

    /// <summary>Takes the secrets of this address out of a text.</summary>
    public string Redact(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, secret == _url ? Shown : Mask, StringComparison.OrdinalIgnoreCase);
        return text;
    }

    /// <inheritdoc/>
    public override string ToString() => Shown;

    // No quote, backslash or space: the address is written into a list that ffmpeg parses.
    [GeneratedRegex(@"\A(?<scheme>rtsps?|https?)://((?<user>[^\s'""\\/?#]+)@)?(?<host>(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?)(?<path>/[!-~-['""\\?#]]*)?(\?(?<query>[!-~-['""\\#]]*))?\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
