using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.Json;
using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Console.Editing;
using EdgeDaemon.Console.Watching;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Topics;
using EdgeDaemon.Journal;
using EdgeDaemon.Linux;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EdgeDaemon.Console.Serving;

/// <summary>What the pages ask for. <c>docs/console.openapi.json</c> describes each route.</summary>
/// <param name="config">The configuration file.</param>
/// <param name="tail">The journal.</param>
/// <param name="frames">The pictures.</param>
/// <param name="stopping">Fires when the server stops: streams end then.</param>
internal sealed class ConsoleApi(ConfigStore config, JournalTail tail, FrameHub frames, CancellationToken stopping)
{
    /// <summary>Most streams at once, of pictures and of records together.</summary>
    public const int MostStreams = 100;

    private const int MostRecordsAtOnce = 500;
    private const int MostCardBytes = 64 << 10;

    /// <summary>Who has not taken what was written for this long is let go.</summary>
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenUpdates = TimeSpan.FromMilliseconds(250);
    private static readonly string Version =
        typeof(ConsoleApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    private readonly Lock _auditing = new();
    private int _streams;

    /// <summary>The routes, and what answers.</summary>
    public IReadOnlyList<(string Method, string Path, RequestDelegate Run)> Routes =>
    [
        ("GET", "/api/session", SessionAsync),
        ("GET", "/api/state", context => Answer.WithAsync(context, tail.State(), ConsoleJson.Default.StateOutput)),
        ("GET", "/api/records", RecordsAsync),
        ("GET", "/api/stream", context => StreamAsync(context, "text/event-stream", RecordStreamAsync)),
        ("GET", "/api/cameras/{camera}/frames", FramesAsync),
        ("GET", "/api/config", ConfigAsync),
        ("POST", "/api/config/check", CheckAsync),
        ("PUT", "/api/config", SaveAsync),
        ("POST", "/api/areas", AreasAsync),
        ("GET", "/api/models", ModelsAsync),
        ("GET", "/api/device", DeviceAsync),
        ("POST", "/api/journal/check", JournalAsync),
        ("GET", "/api/privacy", PrivacyAsync),
    ];

    /// <summary>Answers them from here on.</summary>
    public void MapTo(WebApplication app)
    {
        foreach (var (method, path, run) in Routes)
            app.MapMethods(path, [method], context => GuardAsync(context, run));
    }

    private static async Task GuardAsync(HttpContext context, RequestDelegate run)
    {
        try
        {
            await run(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The other end is gone, takes nothing, or the console stops.
            context.Abort();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or TimeoutException or JournalException or ConsoleException && !context.Response.HasStarted)
        {
            await Answer.FailAsync(context, e is FormatException ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status503ServiceUnavailable, e.Message).ConfigureAwait(false);
        }
    }

    private Task SessionAsync(HttpContext context)
    {
        var current = ConfigLoader.Load(config.Path).Config;
        var labels = current is null ? [] : LabelsOf(current);
        return Answer.WithAsync(
            context,
            new SessionOutput(Gatekeeper.Token, current?.DeviceId ?? "", Version, PeerUser.NameOf(PeerUser.Of(context)), current is null ? [] : [.. current.Cameras.Select((camera, i) => new SessionCamera(
                camera.Name, camera.Title, camera.Model, TopicValues.Word(camera.Privacy.Console ?? current.Console), TopicValues.Word(camera.Privacy.Level), labels.ElementAtOrDefault(i) is { IsDefault: false } known ? known : [],
                [.. camera.Zones.Select(zone => new ZoneDrawing(zone.Name, Corners(zone.Area), Corners(zone.Line)))],
                [.. camera.Masks.Select(Corners)], [.. camera.PrivacyMasks.Select(Corners)]))]),
            ConsoleJson.Default.SessionOutput);
    }

    private static double[][] Corners(ImmutableArray<PointConfig> points) => [.. points.Select(point => new[] { point.X, point.Y })];

    private static ImmutableArray<ImmutableArray<string>> LabelsOf(DaemonConfig config)
    {
        try
        {
            return [.. NameTableBuilder.Build(config).Cameras.Select(camera => camera.Labels)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            // Numbers in place of names.
            return [];
        }
    }

    private Task RecordsAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var kinds = new HashSet<LabelRecordKind>();
        foreach (var word in query["kind"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Enum.GetValues<LabelRecordKind>().Where(kind => TopicValues.Word(kind) == word).ToArray() is not [var kind])
                return Answer.FailAsync(context, StatusCodes.Status400BadRequest, $"There is no kind of record '{word}'.");
            kinds.Add(kind);
        }

        if (!TryNumber(query["limit"], 100, out var limit) || !TryNumber(query["before"], ulong.MaxValue, out var before))
            return Answer.FailAsync(context, StatusCodes.Status400BadRequest, "'limit' and 'before' take numbers from 0.");
        var filter = new RecordFilter(
            query["camera"].ToString() is { Length: > 0 } camera ? camera : null, query["label"].ToString() is { Length: > 0 } label ? label : null, kinds,
            before, (int)Math.Min(limit, MostRecordsAtOnce));
        return Answer.WithAsync(context, new RecordsOutput(tail.Newest(filter)), ConsoleJson.Default.RecordsOutput);
    }

    private static bool TryNumber(string? text, ulong otherwise, out ulong number)
    {
        number = otherwise;
        return string.IsNullOrEmpty(text) || ulong.TryParse(text, System.Globalization.NumberStyles.None, null, out number);
    }

    private async Task StreamAsync(HttpContext context, string type, Func<HttpContext, CancellationToken, Task> run)
    {
        if (Interlocked.Increment(ref _streams) > MostStreams)
        {
            Interlocked.Decrement(ref _streams);
            await Answer.FailAsync(context, StatusCodes.Status503ServiceUnavailable, $"{MostStreams} look already; close other pages.").ConfigureAwait(false);
            return;
        }

        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            context.Response.ContentType = type;
            await run(context, ending.Token).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(WritePatience);
        await context.Response.Body.WriteAsync(bytes, patience.Token).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(patience.Token).ConfigureAwait(false);
    }

    private async Task RecordStreamAsync(HttpContext context, CancellationToken stop)
    {
        for (var place = tail.Count; ;)
        {
            var changed = tail.NextChange();
            var text = new StringBuilder();
            foreach (var record in tail.After(ref place, MostRecordsAtOnce))
                text.Append("event: record\ndata: ").Append(JsonSerializer.Serialize(record, ConsoleJson.Default.RecordOutput)).Append("\n\n");
            text.Append("event: state\ndata: ").Append(JsonSerializer.Serialize(tail.State(), ConsoleJson.Default.StateOutput)).Append("\n\n");
            await WriteAsync(context, Encoding.UTF8.GetBytes(text.ToString()), stop).ConfigureAwait(false);
            await Task.WhenAny(changed, Task.Delay(Heartbeat, stop)).ConfigureAwait(false);
            await Task.Delay(BetweenUpdates, stop).ConfigureAwait(false);
        }
    }

    private Task FramesAsync(HttpContext context)
    {
        var camera = (string)context.Request.RouteValues["camera"]!;
        if (ConfigLoader.Load(config.Path).Config is { } current && current.Cameras.All(known => known.Name != camera))
            return Answer.FailAsync(context, StatusCodes.Status404NotFound, "There is no such camera.");
        return StreamAsync(context, "application/octet-stream", async (_, stop) =>
        {
            using var lease = frames.Watch(camera, PeerUser.Of(context));
            for (var number = 0L; ;)
            {
                (var message, number) = await lease.Feed.NextAsync(number, stop).ConfigureAwait(false);
                await WriteAsync(context, message, stop).ConfigureAwait(false);
            }
        });
    }

    private Task ConfigAsync(HttpContext context)
    {
        var (text, version) = config.Read();
        return Answer.WithAsync(context, new ConfigOutput(config.Path, text, version, config.Check(text)), ConsoleJson.Default.ConfigOutput);
    }

    private async Task CheckAsync(HttpContext context)
    {
        if (await Answer.ReadAsync(context, ConsoleJson.Default.ConfigInput).ConfigureAwait(false) is { } input)
            await Answer.WithAsync(context, config.Check(input.Text), ConsoleJson.Default.ConfigCheckOutput).ConfigureAwait(false);
    }

    private async Task SaveAsync(HttpContext context)
    {
        if (await Answer.ReadAsync(context, ConsoleJson.Default.ConfigInput).ConfigureAwait(false) is not { } input)
            return;
        var saved = await config.SaveAsync(input.Text, input.Version, context.RequestAborted).ConfigureAwait(false);
        if (saved.Outcome == "saved")
            saved = saved with { Reloaded = await frames.ReloadAsync(context.RequestAborted).ConfigureAwait(false) };
        var status = saved.Outcome switch
        {
            "saved" => StatusCodes.Status200OK,
            "conflict" => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status422UnprocessableEntity,
        };
        await Answer.WithAsync(context, saved, ConsoleJson.Default.SaveOutput, status).ConfigureAwait(false);
    }

    private async Task AreasAsync(HttpContext context)
    {
        if (await Answer.ReadAsync(context, ConsoleJson.Default.AreasInput).ConfigureAwait(false) is not { } drawn)
            return;
        var (before, version) = config.Read();
        if (version != drawn.Version)
        {
            await Answer.FailAsync(context, StatusCodes.Status409Conflict, "The file was changed meanwhile. Load the page again.").ConfigureAwait(false);
            return;
        }

        var text = AreaEdit.Apply(before, config.Path, drawn);
        await Answer.WithAsync(context, new AreasOutput(before, text, version, config.Check(text)), ConsoleJson.Default.AreasOutput).ConfigureAwait(false);
    }

    private async Task ModelsAsync(HttpContext context)
    {
        var current = config.Required();
        var installed = await config.Tools.RunAsync(context.RequestAborted, "models", "list", "--config", config.Path).ConfigureAwait(false);
        var used = new List<ModelOutput>();
        foreach (var model in current.Cameras.SelectMany(camera => camera.Then.Select(second => (string?)second.Model).Append(camera.Model).Append(camera.Health?.Model)).OfType<string>().Distinct())
        {
            var history = await config.Tools.RunAsync(context.RequestAborted, "models", "history", model, "--config", config.Path).ConfigureAwait(false);
            IReadOnlyList<string> cameras = [.. current.Cameras.Where(camera => camera.Model == model || camera.Health?.Model == model || camera.Then.Any(second => second.Model == model)).Select(camera => camera.Name)];
            used.Add(new ModelOutput(model, cameras, Said(history), CardOf(current.ModelsDirectory, model)));
        }

        await Answer.WithAsync(context, new ModelsOutput(Said(installed), used), ConsoleJson.Default.ModelsOutput).ConfigureAwait(false);
    }

    private static string Said(ToolResult? result) => result is null ? "'edgedaemon' is not beside the console." : result.ExitCode == ExitCodes.Ok ? result.Output : result.Errors;

    private static string? CardOf(string folder, string model)
    {
        try
        {
            return Encoding.UTF8.GetString(RegularFile.Read(Path.Combine(folder, model, "MODEL_CARD.md"), MostCardBytes));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private Task DeviceAsync(HttpContext context)
    {
        var (sensors, files) = (new DeviceSensors(), new JournalFileSystem());
        var acknowledged = JournalCursor.Read(tail.Options, files);
        using var reader = JournalReader.Open(tail.Options, files);
        var newest = reader.FindNewest();
        return Answer.WithAsync(
            context,
            new DeviceOutput(
                ConfigLoader.Load(config.Path).Config?.DeviceId ?? "", sensors.ReadModel(), sensors.ReadTemperature(), sensors.ReadThrottling(), sensors.ReadPressure(), MemoryUsed(),
                Environment.TickCount64 / 1000.0, newest.ToString(), acknowledged.ToString(), newest.Sequence >= acknowledged.Sequence ? newest.Sequence - acknowledged.Sequence : null),
            ConsoleJson.Default.DeviceOutput);
    }

    /// <summary>Share of the memory that is in use, 0..1; null: the kernel does not say.</summary>
    private static double? MemoryUsed()
    {
        try
        {
            var figures = File.ReadLines("/proc/meminfo").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(parts => parts.Length > 1)
                .ToDictionary(parts => parts[0], parts => double.TryParse(parts[1], out var kib) ? kib : 0);
            return 1 - (figures["MemAvailable:"] / figures["MemTotal:"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            return null;
        }
    }

    private Task JournalAsync(HttpContext context)
    {
        // It reads the whole ring: once at a time.
        lock (_auditing)
        {
            var report = JournalAudit.Run(tail.Options, new JournalFileSystem(), null);
            return Answer.WithAsync(
                context,
                new AuditOutput(report.IsIntact, report.Records, report.Epochs, report.ReportedLost, report.Damaged, report.Missing, report.Duplicates, report.ChainBreaks,
                    report.First.ToString(), report.Last.ToString(), [.. report.EndFindings]),
                ConsoleJson.Default.AuditOutput);
        }
    }

    private async Task PrivacyAsync(HttpContext context)
    {
        var report = await config.Tools.RunAsync(context.RequestAborted, "privacy-report", "--config", config.Path, "--json").ConfigureAwait(false);
        if (report is not { ExitCode: ExitCodes.Ok or ExitCodes.NotInOrder })
        {
            await Answer.FailAsync(context, StatusCodes.Status503ServiceUnavailable, Said(report)).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = Answer.Json;
        await context.Response.WriteAsync(report.Output, context.RequestAborted).ConfigureAwait(false);
    }
}
