using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace EdgeDaemon.Console.Serving;

/// <summary>Answers in JSON.</summary>
internal static class Answer
{
    /// <summary>The type of every document.</summary>
    public const string Json = "application/json; charset=utf-8";

    /// <summary>A document.</summary>
    public static Task WithAsync<T>(HttpContext context, T document, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Json;
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(document, type), context.RequestAborted).AsTask();
    }

    /// <summary>Why not, in a sentence.</summary>
    public static Task FailAsync(HttpContext context, int status, string why) => WithAsync(context, new FaultOutput(why), ConsoleJson.Default.FaultOutput, status);

    /// <summary>Reads the body; null, after answering, when it is not of that form.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            if (await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted).ConfigureAwait(false) is { } body)
                return body;
            await FailAsync(context, StatusCodes.Status400BadRequest, "The body is null; see /api/openapi.json.").ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            await FailAsync(context, StatusCodes.Status400BadRequest, $"The body is not of the form that /api/openapi.json says: {e.Message}").ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            await FailAsync(context, e.StatusCode, e.Message).ConfigureAwait(false);
        }

        return null;
    }
}
