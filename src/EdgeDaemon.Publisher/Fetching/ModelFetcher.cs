using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using EdgeDaemon.Configuration.Offers;

namespace EdgeDaemon.Publisher.Fetching;

/// <summary>
/// Fetches a model's file and lets nobody see it before its size and digest are those of the catalogue. What was interrupted goes on where it stopped, now and
/// the next time: what has arrived lies beside the file as <c>FILE.part</c>, with the server's tag of that version in <c>FILE.part.tag</c>.
/// </summary>
/// <param name="http">Sends one request and follows no redirect.</param>
/// <param name="silence">Longest wait for the next bytes.</param>
/// <param name="report">Hears how many bytes there are.</param>
internal sealed class ModelFetcher(HttpMessageInvoker http, TimeSpan silence, Action<int> report)
{
    private const int MostRedirects = 5;
    private const int MostInterruptions = 10;
    private const int BufferBytes = 1 << 16;

    /// <summary>Fetches a model.</summary>
    /// <param name="model">What is expected.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="path">Where it goes; a file that is there is replaced.</param>
    /// <param name="stop">Stops.</param>
    /// <exception cref="FetchException">It was not fetched; there is no file then, or the one that was.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; what has arrived is kept.</exception>
    public async Task FetchAsync(OfferedModel model, Uri address, string path, CancellationToken stop)
    {
        var (part, tag) = (path + ".part", path + ".part.tag");
        try
        {
            using (var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
            {
                await CompleteAsync(file, tag, model, address, stop).ConfigureAwait(false);
                file.Position = 0;
                var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, stop).ConfigureAwait(false));
                if (digest != model.Digest)
                    throw new FetchException($"{address}: its SHA-256 is {digest}, the catalogue says {model.Digest}: it is not the file that was tried, and was thrown away.", ExitCodes.BadData);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
            File.Delete(tag);
        }
        catch (FetchException e) when (!e.CanContinue)
        {
            File.Delete(part);
            File.Delete(tag);
            throw;
        }
    }

    private async Task CompleteAsync(FileStream file, string tag, OfferedModel model, Uri address, CancellationToken stop)
    {
        // Of another version, or of another model.
        if (file.Length > model.Bytes)
            file.SetLength(0);
        for (var interruptions = 0; file.Length != model.Bytes; interruptions++)
        {
            var before = file.Length;
            var why = "the connection ended";
            try
            {
                await ContinueAsync(file, tag, model, address, stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !stop.IsCancellationRequested))
            {
                why = e is OperationCanceledException ? $"nothing came for {silence.TotalSeconds:0} s" : e.Message.ReplaceLineEndings(" ").TrimEnd('.');
            }

            if (file.Length != model.Bytes && (file.Length <= before || interruptions == MostInterruptions))
                throw new FetchException($"{address}: {file.Length} of {model.Bytes} bytes arrived: {why}. The same command goes on from there.", ExitCodes.Unavailable, canContinue: true);
        }
    }

    /// <summary>Asks for what is missing, and writes what comes.</summary>
    private async Task ContinueAsync(FileStream file, string tag, OfferedModel model, Uri address, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(silence);
        using var response = await AskAsync(file, tag, model, address, patience.Token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == file.Length)
        {
            file.Position = file.Length;
        }
        else if (response.StatusCode is HttpStatusCode.OK)
        {
            file.SetLength(0);
            await File.WriteAllTextAsync(tag, response.Headers.ETag is { IsWeak: false } version ? version.ToString() : "", stop).ConfigureAwait(false);
        }
        else if (file.Length > 0 && response.StatusCode is HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw new FetchException($"{address}: the server does not go on from byte {file.Length}; what had arrived was thrown away. The same command starts anew.", ExitCodes.Unavailable);
        }
        else
        {
            throw new FetchException($"{address}: the server says {(int)response.StatusCode} {Printable(response.ReasonPhrase)}.", ExitCodes.Unavailable, canContinue: true);
        }

        if (response.Content.Headers.ContentLength is { } length && file.Length + length != model.Bytes)
            throw WrongSize($"{file.Length + length}");
        using var body = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
        var buffer = new byte[BufferBytes];
        while (true)
        {
            patience.CancelAfter(silence);
            if (await body.ReadAsync(buffer, patience.Token).ConfigureAwait(false) is var count && count == 0)
                return;
            if (file.Length + count > model.Bytes)
                throw WrongSize("more");
            Write(file, buffer.AsSpan(0, count));
            report((int)file.Length);
        }

        FetchException WrongSize(string size) => new($"{address}: it has {size} bytes, the catalogue says {model.Bytes}: it is not the file that was tried.", ExitCodes.BadData);
    }

    /// <summary>Goes where the server sends us, as long as that is the same host or one that the catalogue names, and no less safe.</summary>
    private async Task<HttpResponseMessage> AskAsync(FileStream file, string tag, OfferedModel model, Uri address, CancellationToken stop)
    {
        var asked = address;
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, asked);
            if (file.Length > 0)
            {
                request.Headers.Range = new RangeHeaderValue(file.Length, null);
                if (File.Exists(tag) && EntityTagHeaderValue.TryParse(await File.ReadAllTextAsync(tag, stop).ConfigureAwait(false), out var version))
                    request.Headers.IfRange = new RangeConditionHeaderValue(version);
            }

            var response = await http.SendAsync(request, stop).ConfigureAwait(false);
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } location)
                return response;
            response.Dispose();
            var next = new Uri(asked, location);
            if (next.Scheme != asked.Scheme || !(next.Authority == asked.Authority || (next.IsDefaultPort && model.Hosts.Contains(next.Host))))
                throw new FetchException($"{asked}: it sends us to {next.GetLeftPart(UriPartial.Authority)}, which the catalogue does not name. Was it moved? Get the file by hand and give it with --file.", ExitCodes.Unavailable);
            asked = next;
        }

        throw new FetchException($"{address}: it sends us on more than {MostRedirects} times.", ExitCodes.Unavailable);
    }

    private static void Write(FileStream file, ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Write(bytes);
        }
        catch (IOException e)
        {
            throw new FetchException($"{file.Name}: cannot be written ({e.Message.TrimEnd('.')}). Is the disk full? Nothing was kept.", ExitCodes.InputOutput);
        }
    }

    private static string Printable(string? text) => new([.. (text ?? "").Where(c => c is >= ' ' and <= '~').Take(80)]);
}
