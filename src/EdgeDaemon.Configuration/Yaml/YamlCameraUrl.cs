using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>
/// The address of a network camera, without any secret in it: what stands in a configuration is shown when it changes. No message repeats
/// a text that has one.
/// </summary>
internal sealed partial class YamlCameraUrl : YamlType<string>
{
    // No quote, backslash or space; the dialect that .NET and JSON Schema share.
    private const string Pattern = @"^([Rr][Tt][Ss][Pp][Ss]?|[Hh][Tt][Tt][Pp][Ss]?)://(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(:[0-9]{1,5})?(/[!$-&(-\[\]-~]*)?$";

    public override string Allowed => "an address such as rtsp://10.0.0.5:554/stream1 (rtsp, rtsps, http or https), without a user or password";

    public override bool TryRead(YamlValue value, [MaybeNullWhen(false)] out string result)
    {
        result = value.ScalarText;
        if (result is null)
            return value.FailType("an address", Allowed);
        if (result.Contains('@', StringComparison.Ordinal) || SecretParameter().IsMatch(result))
            return value.Fail("holds a user, a password or a token", "Put the whole address into a file that only the ingest process may read, and name that with 'url_file:'.");
        if (CameraAddressRules.FindFault(result) is { } fault)
            return value.Fail($"{value.Node.Describe()} {fault.Problem}", fault.Remedy);
        var scheme = result.IndexOf(':', StringComparison.Ordinal);
        result = result[..scheme].ToLowerInvariant() + result[scheme..];
        return Whole().IsMatch(result) || value.Fail($"{value.Node.Describe()} is not allowed", $"Write {Allowed}.");
    }

    public override string Format(string value) => YamlText.ToScalar(value);

    public override JsonNode ToJson(string value) => JsonValue.Create(value);

    public override JsonObject ToJsonSchema() => new() { ["type"] = "string", ["pattern"] = Pattern, ["examples"] = new JsonArray("rtsp://10.0.0.5:554/stream1") };

    [GeneratedRegex(@"[?&;](user|usr|name|login|account|pass|pwd|psw|token|auth|key|secret|sign|session|credential)[^=&;]*=", RegexOptions.IgnoreCase)]
    private static partial Regex SecretParameter();

    // "\z" where JSON Schema has "$", which .NET would also let match before a last line feed.
    [GeneratedRegex(@"\A(rtsp|rtsps|http|https)://(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(:[0-9]{1,5})?(/[!$-&(-\[\]-~]*)?\z")]
    private static partial Regex Whole();
}
