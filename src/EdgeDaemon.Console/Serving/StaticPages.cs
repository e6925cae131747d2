using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EdgeDaemon.Console.Serving;

/// <summary>The pages: files inside the program, by name. No path of a request ever leads to a file of the device.</summary>
internal sealed class StaticPages
{
    private readonly Dictionary<string, (byte[] Content, string Type, string Tag)> _files = [];

    /// <summary>Reads them.</summary>
    public StaticPages()
    {
        var assembly = typeof(StaticPages).Assembly;
        foreach (var name in assembly.GetManifestResourceNames())
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            var content = copy.ToArray();
            _files[name == "index.html" ? "/" : name == "openapi.json" ? "/api/openapi.json" : $"/{name}"] = (content, TypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
        }
    }

    /// <summary>Serves them; everything else that is not the API's is not found.</summary>
    public void MapTo(WebApplication app)
    {
        RequestDelegate serve = ServeAsync;
        app.Map("/{**path}", serve);
    }

    private Task ServeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || !_files.TryGetValue(context.Request.Path.Value ?? "", out var file))
            return Answer.FailAsync(context, StatusCodes.Status404NotFound, "There is nothing here; the pages begin at /.");
        var (content, type, tag) = file;
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".json" => Answer.Json,
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
