using System.Net;
using System.Text.Json.Nodes;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;

namespace EdgeDaemon.Console.Tests;

/// <summary>What the journal says, through the API.</summary>
public sealed class JournalApiTests
{
    [Fact]
    public async Task Records_OfAnEvent_HaveItsNames()
    {
        await using var rig = new ConsoleRig(ConsoleRig.Scene + "zones:\n  - name: door\n    area: [[0, 0], [1, 0], [1, 1]]\n");
        using var journal = Open(rig);
        journal.Append(Event(LabelRecordKind.EventStart, 0));
        journal.Append(Event(LabelRecordKind.EventEnd, 2500));
        journal.Append(new ViewNote(1000, true, null).ToRecord(0));
        using var client = await rig.StartAsync();

        var records = await Until(client, "/api/records?camera=porch", found => found.Count == 3);

        Assert.Equal(["view", "eventend", "eventstart"], records.Select(record => (string)record!["kind"]!));
        Assert.Equal(("person", 7u, "door"), ((string)records[1]!["label"]!, (uint)records[1]!["track"]!, (string)records[1]!["zones"]![0]!));
        Assert.Contains("user 1000, people masked", (string)records[0]!["text"]!, StringComparison.Ordinal);
        Assert.Single((await ConsoleRig.SendAsync(client, HttpMethod.Get, "/api/records?kind=eventend")).Body["records"]!.AsArray());
        Assert.Empty((await ConsoleRig.SendAsync(client, HttpMethod.Get, "/api/records?label=vehicle")).Body["records"]!.AsArray());
        Assert.Equal(2, (await ConsoleRig.SendAsync(client, HttpMethod.Get, $"/api/records?camera=porch&before={records[0]!["seq"]}")).Body["records"]!.AsArray().Count);
        Assert.Equal(HttpStatusCode.BadRequest, (await ConsoleRig.SendAsync(client, HttpMethod.Get, "/api/records?kind=nothing")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ConsoleRig.SendAsync(client, HttpMethod.Get, "/api/records?limit=-1")).Status);
    }

    [Fact]
    public async Task Records_BeyondWhatIsRemembered_AreTheNewest()
    {
        await using var rig = new ConsoleRig();
        using var journal = Open(rig);
        for (var i = 0u; i < Watching.JournalTail.MostRecords + 500; i++)
            journal.Append(Count(i));
        using var client = await rig.StartAsync();

        var records = await Until(client, "/api/records?kind=count&limit=1", found => found.Count == 1 && (uint)found[0]!["value"]! == Watching.JournalTail.MostRecords + 499);

        Assert.Single(records);
    }

    [Fact]
    public async Task Stream_WhileRecordsAreAppended_TellsThem()
    {
        await using var rig = new ConsoleRig();
        using var journal = Open(rig);
        using var client = await rig.StartAsync();
        using var stream = new StreamReader(await client.GetStreamAsync("/api/stream"));
        Assert.Equal("event: state", await stream.ReadLineAsync());

        journal.Append(Count(3));

        string? line;
        do
            line = await stream.ReadLineAsync();
        while (line is not null && !line.Contains("\"porch\"", StringComparison.Ordinal));
        Assert.Contains("count  person = 3", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JournalCheck_OfAWholeJournal_SaysSo()
    {
        await using var rig = new ConsoleRig();
        using var journal = Open(rig);
        journal.Append(Count(1));
        using var client = await rig.StartAsync();

        var (status, audit) = await ConsoleRig.SendAsync(client, HttpMethod.Post, "/api/journal/check", new { });

        Assert.Equal((HttpStatusCode.OK, true, 2L), (status, (bool)audit["intact"]!, (long)audit["records"]!));
    }

    [Fact]
    public async Task EveryRoute_IsDescribed_AndWhatItAnswersIsOfThatForm()
    {
        await using var rig = new ConsoleRig(ConsoleRig.Scene + "health: {}\n");
        using var journal = Open(rig);
        journal.Append(Event(LabelRecordKind.EventStart, 0));
        using var client = await rig.StartAsync();
        var described = (await ConsoleRig.SendAsync(client, HttpMethod.Get, "/api/openapi.json")).Body;
        var routes = new Serving.ConsoleApi(null!, null!, null!, default).Routes;

        Assert.Equal(
            routes.Select(route => $"{route.Method} {route.Path}").Order(),
            described["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key.ToUpperInvariant()} {path.Key}")).Order());
        foreach (var route in routes.Where(route => route is { Method: "GET" } && !route.Path.EndsWith("/stream", StringComparison.Ordinal) && !route.Path.Contains('{', StringComparison.Ordinal)))
        {
            var (status, answer) = await ConsoleRig.SendAsync(client, HttpMethod.Get, route.Path);

            Assert.True(status == HttpStatusCode.OK, $"{route.Path}: {answer}");
            if (described["paths"]![route.Path]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"] is { } schema)
                AssertForm(answer, schema, described, route.Path);
        }
    }

    /// <summary>Has an answer exactly the properties that are described, all the way down?</summary>
    private static void AssertForm(JsonNode? answer, JsonNode schema, JsonNode document, string place)
    {
        if ((string?)schema["$ref"] is { } reference)
            schema = document["components"]!["schemas"]![reference.Split('/')[^1]]!;
        if (schema["oneOf"] is JsonArray choices)
        {
            if (answer is null)
                return;
            schema = choices[0]!;
        }

        if (schema["enum"] is JsonArray words)
        {
            Assert.Contains((string?)answer, words.Select(word => (string?)word));
            return;
        }

        Assert.True(answer is not null, $"{place} is null");
        switch ((string)schema["type"]!)
        {
            case "object" when schema["properties"] is JsonObject properties:
                Assert.Equal((place, string.Join(' ', properties.Select(property => property.Key).Order())), (place, string.Join(' ', answer.AsObject().Select(property => property.Key).Order())));
                foreach (var (name, value) in answer.AsObject())
                    AssertForm(value, properties[name]!, document, $"{place}.{name}");
                break;
            case "array":
                foreach (var item in answer.AsArray())
                    AssertForm(item, schema["items"]!, document, $"{place}[]");
                break;
            case "string":
                Assert.Equal((place, System.Text.Json.JsonValueKind.String), (place, answer.GetValueKind()));
                break;
            case "number" or "integer":
                Assert.Equal((place, System.Text.Json.JsonValueKind.Number), (place, answer.GetValueKind()));
                break;
            case "boolean":
                Assert.True(answer.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False, place);
                break;
        }
    }

    private static JournalWriter Open(ConsoleRig rig) =>
        JournalWriter.Open(rig.Journal with { CommitInterval = TimeSpan.FromMinutes(1) }, new JournalFileSystem(), TimeProvider.System, NameTableBuilder.Build(rig.Config).Hash);

    private static LabelRecord Event(LabelRecordKind kind, uint value)
    {
        var record = LabelRecord.Of(kind, 0);
        (record.Label, record.TrackId, record.Value, record.Zones, record.Score, record.TopScore) = (0, 7, value, 1, 200, 220);
        (record.Flags, record.Box) = (LabelRecordFlags.HasBox, NormalizedBox.FromFractions(0.1f, 0.2f, 0.3f, 0.4f));
        return record;
    }

    private static LabelRecord Count(uint value)
    {
        var record = LabelRecord.Of(LabelRecordKind.Count, 0);
        (record.Label, record.Value) = (0, value);
        return record;
    }

    private static async Task<JsonArray> Until(HttpClient client, string path, Func<JsonArray, bool> isThere)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var records = (await ConsoleRig.SendAsync(client, HttpMethod.Get, path)).Body["records"]!.AsArray();
            if (isThere(records))
                return records;
            await Task.Delay(50, patience.Token);
        }
    }
}
