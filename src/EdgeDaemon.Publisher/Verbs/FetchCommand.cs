using EdgeDaemon.Configuration.Offers;
using EdgeDaemon.Publisher.Fetching;

namespace EdgeDaemon.Publisher.Verbs;

/// <summary>
/// <c>edgedaemon-publish fetch</c>: fetches a model of the catalogue for <c>edgedaemon models get</c>, which holds no network code. A proxy is that of the environment
/// (<c>https_proxy</c>).
/// </summary>
internal static class FetchCommand
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>Fetches; returns the exit code.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="file">Where it goes.</param>
    /// <param name="mirror">Folder with a file <c>NAME.onnx</c>, http or https; null: from its own address.</param>
    /// <param name="error">Hears what goes wrong.</param>
    public static int Run(string name, string catalogue, string file, Uri? mirror, TextWriter error)
    {
        using var stop = new StopSignal();
        try
        {
            var model = ModelOffers.Require(catalogue, name);
            var address = mirror is null ? model.Address : new Uri($"{mirror.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{name}.onnx");
            using var http = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Silence });
            using var progress = new ProgressLine(ProgressLine.Terminal, $"{name}, KiB", model.Bytes >> 10);
            new ModelFetcher(http, Silence, bytes => progress.Report(bytes >> 10)).FetchAsync(model, address, file, stop.Token).GetAwaiter().GetResult();
            return ExitCodes.Ok;
        }
        catch (FormatException e)
        {
            error.WriteLine($"edgedaemon-publish: {e.Message}");
            return ExitCodes.Config;
        }
        catch (FetchException e)
        {
            error.WriteLine($"edgedaemon-publish: {e.Message}");
            return e.ExitCode;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"edgedaemon-publish: {e.Message}");
            return ExitCodes.InputOutput;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("edgedaemon-publish: stopped; the same command goes on from there.");
            return ExitCodes.Unavailable;
        }
    }
}
