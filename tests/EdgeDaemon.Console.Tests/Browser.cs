using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Console.Tests;

/// <summary>Debian's Chromium without a window, led by its DevTools protocol; it reaches the console as through <c>ssh -L</c>, by a TCP port that is forwarded to the socket.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TempDirectory _profile = new();
    private readonly TcpListener _forward = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _calls = new();
    private readonly ClientWebSocket _devTools = new();
    private readonly Process _process;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private int _number;

    private Browser(Process process) => _process = process;

    /// <summary>What went wrong on pages, and addresses elsewhere that they asked for.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>Bytes that the pages' own files took.</summary>
    public ConcurrentDictionary<string, long> Loaded { get; } = new();

    private string Origin => $"http://localhost:{((IPEndPoint)_forward.LocalEndpoint).Port}";

    /// <summary>Starts it; skips the test where it is not to be had.</summary>
    public static async Task<Browser> StartAsync(ConsoleRig rig)
    {
        var program = ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser"]).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "Chromium is not on this machine (Debian: chromium).");
        var browser = new Browser(new Process { StartInfo = new ProcessStartInfo(program!) { RedirectStandardError = true, RedirectStandardOutput = true } });
        var start = browser._process.StartInfo;
        foreach (var argument in (string[])["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-extensions", "--disable-sync", "--remote-debugging-port=0", $"--user-data-dir={browser._profile.Path}", "about:blank"])
            start.ArgumentList.Add(argument);
        start.Environment["HOME"] = browser._profile.Path;
        browser._process.Start();
        browser._process.OutputDataReceived += (_, _) => { };
        browser._process.ErrorDataReceived += (_, _) => { };
        browser._process.BeginErrorReadLine();
        browser._process.BeginOutputReadLine();
        var portFile = browser._profile["DevToolsActivePort"];
        Assert.True(SpinWait.SpinUntil(() => (File.Exists(portFile) && File.ReadAllLines(portFile).Length > 1) || browser._process.HasExited, Patience) && File.Exists(portFile), "Chromium did not start.");
        var port = File.ReadAllLines(portFile)[0];
        using var http = new HttpClient();
        var page = JsonNode.Parse(await http.GetStringAsync($"http://127.0.0.1:{port}/json/list"))!.AsArray().First(target => (string)target!["type"]! == "page")!;
        await browser._devTools.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), default);
        _ = Task.Run(browser.ListenAsync);
        browser._forward.Start();
        _ = Task.Run(() => browser.ForwardAsync(rig));
        foreach (var domain in (string[])["Runtime.enable", "Log.enable", "Network.enable", "Page.enable"])
            await browser.CallAsync(domain);
        return browser;
    }

    /// <summary>Sets the size of the window, in CSS pixels.</summary>
    public Task ResizeAsync(int width, int height) =>
        CallAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 });

    /// <summary>Opens a page of the console, by its name, and waits until it is there.</summary>
    public async Task OpenAsync(string page)
    {
        await CallAsync("Page.navigate", new JsonObject { ["url"] = $"{Origin}/#{page}" });
        await UntilAsync($"document.getElementById('main')?.dataset.page === '{page.Split('/')[0]}' && location.hash === '#{page}'");
    }

    /// <summary>The value of an expression; promises are waited for.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var result = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true, ["userGesture"] = true });
        Assert.True(result["exceptionDetails"] is null, result["exceptionDetails"]?.ToJsonString());
        return result["result"]!["value"]?.DeepClone();
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task UntilAsync(string expression)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((bool?)await EvaluateAsync($"!!({expression})") != true)
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"Never true: {expression}\n{await EvaluateAsync("document.body.innerText")}\n{string.Join('\n', Faults)}");
            await Task.Delay(50);
        }
    }

    /// <summary>Drags from one point of the window to another, in CSS pixels.</summary>
    public async Task DragAsync(double x, double y, double toX, double toY)
    {
        foreach (var (type, px, py) in ((string, double, double)[])[("mouseMoved", x, y), ("mousePressed", x, y), ("mouseMoved", (x + toX) / 2, (y + toY) / 2), ("mouseMoved", toX, toY), ("mouseReleased", toX, toY)])
            await CallAsync("Input.dispatchMouseEvent", new JsonObject { ["type"] = type, ["x"] = px, ["y"] = py, ["button"] = "left", ["buttons"] = type == "mouseReleased" ? 0 : 1, ["clickCount"] = 1 });
    }

    /// <summary>A picture of the window, PNG.</summary>
    public async Task<byte[]> ScreenshotAsync() => Convert.FromBase64String((string)(await CallAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" }))["data"]!);

    public async ValueTask DisposeAsync()
    {
        _devTools.Abort();
        _forward.Stop();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _devTools.Dispose();
        // Its helpers may still write for a moment.
        SpinWait.SpinUntil(() => TryDelete(_profile), TimeSpan.FromSeconds(20));
    }

    private static bool TryDelete(TempDirectory folder)
    {
        try
        {
            folder.Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject? parameters = null)
    {
        var number = Interlocked.Increment(ref _number);
        var answer = _calls[number] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = new JsonObject { ["id"] = number, ["method"] = method, ["params"] = parameters ?? [] };
        await _sending.WaitAsync();
        await _devTools.SendAsync(Encoding.UTF8.GetBytes(call.ToJsonString()), WebSocketMessageType.Text, true, default);
        _sending.Release();
        return await answer.Task.WaitAsync(Patience);
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[1 << 16];
        while (_devTools.State == WebSocketState.Open)
        {
            using var message = new MemoryStream();
            try
            {
                WebSocketReceiveResult part;
                do
                {
                    part = await _devTools.ReceiveAsync(buffer, default);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
            }
            catch (WebSocketException)
            {
                return;
            }

            if (message.Length > 0)
                Take(JsonNode.Parse(message.ToArray())!);
        }
    }

    private void Take(JsonNode message)
    {
        if ((int?)message["id"] is { } id && _calls.TryRemove(id, out var call))
        {
            if (message["error"] is { } error)
                call.SetException(new InvalidOperationException(error.ToJsonString()));
            else
                call.SetResult(message["result"]!);
            return;
        }

        var parameters = message["params"];
        switch ((string?)message["method"])
        {
            case "Runtime.exceptionThrown":
                Faults.Enqueue(parameters!["exceptionDetails"]!.ToJsonString());
                break;
            case "Runtime.consoleAPICalled" when (string)parameters!["type"]! is "error" or "warning":
                Faults.Enqueue(parameters.ToJsonString());
                break;
            case "Log.entryAdded" when (string)parameters!["entry"]!["level"]! is "error" or "warning":
                Faults.Enqueue(parameters["entry"]!.ToJsonString());
                break;
            case "Network.requestWillBeSent" when (string)parameters!["request"]!["url"]! is var url && !url.StartsWith(Origin, StringComparison.Ordinal) && url != "about:blank":
                Faults.Enqueue($"a request elsewhere: {url}");
                break;
            case "Network.responseReceived":
                var address = new Uri((string)parameters!["response"]!["url"]!);
                if (!address.AbsolutePath.StartsWith("/api", StringComparison.Ordinal) && (string?)parameters["response"]!["headers"]?["Content-Length"] is { } length)
                    Loaded[address.AbsolutePath] = long.Parse(length, System.Globalization.CultureInfo.InvariantCulture);
                break;
        }
    }

    private async Task ForwardAsync(ConsoleRig rig)
    {
        while (true)
        {
            Socket near;
            try
            {
                near = await _forward.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(async () =>
            {
                using var a = new NetworkStream(near, ownsSocket: true);
                try
                {
                    using var b = new NetworkStream(await rig.ConnectAsync(), ownsSocket: true);
                    await Task.WhenAny(a.CopyToAsync(b), b.CopyToAsync(a));
                }
                catch (Exception e) when (e is IOException or SocketException)
                {
                    // One side is gone.
                }
            });
        }
    }
}
