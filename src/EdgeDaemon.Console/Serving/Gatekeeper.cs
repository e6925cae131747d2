using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace EdgeDaemon.Console.Serving;

/// <summary>
/// Lets in what the console's own pages ask for, and nothing that another page in the same browser does: only this machine's names as host (a
/// stranger's name that leads here is refused), only requests of the same origin, and changes only with a token that other origins cannot read.
/// </summary>
internal static class Gatekeeper
{
    /// <summary>The header that changes carry.</summary>
    public const string TokenHeader = "X-EdgeDaemon-Token";

    private static readonly string[] Hosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>The token of this process: it goes with its end.</summary>
    public static string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Passes a request on, or answers it with 403.</summary>
    public static Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers.CacheControl = "no-store";
        return Refusal(context.Request) is { } why ? Answer.FailAsync(context, StatusCodes.Status403Forbidden, why) : next(context);
    }

    private static string? Refusal(HttpRequest request)
    {
        if (!Hosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return "This console answers as 'localhost' only. Open it by that name.";
        var isOpened = request.Headers["Sec-Fetch-Mode"] == "navigate" && HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/api");
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none") && !isOpened)
            return "Another site asks; only the console's own pages may.";
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin && origin != $"http://{request.Host.Value}")
            return "Another site asks; only the console's own pages may.";
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return null;
        return CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(request.Headers[TokenHeader].ToString()), System.Text.Encoding.UTF8.GetBytes(Token)) ? null
            : $"The header {TokenHeader} is missing or of another run of the console. Load the page again.";
    }
}
