using System.Net;

namespace EdgeDaemon.Console.Tests;

/// <summary>The configuration through the API: nothing wrong is written, nothing of somebody else is lost.</summary>
public sealed class ConfigApiTests
{
    [Fact]
    public async Task Put_SoundText_IsWrittenWithItsCommentsAndMode()
    {
        await using var rig = new ConsoleRig();
        File.SetUnixFileMode(rig.ConfigPath, (UnixFileMode)0b110_100_000);
        using var client = await rig.StartAsync();
        var (_, before) = await ConsoleRig.SendAsync(client, HttpMethod.Get, "/api/config");
        var text = rig.ConfigText.Replace("fps: 10", "fps: 7", StringComparison.Ordinal);

        var (status, saved) = await ConsoleRig.SendAsync(client, HttpMethod.Put, "/api/config", new { text, version = (string)before["version"]! });

        Assert.Equal((HttpStatusCode.OK, "saved"), (status, (string)saved["outcome"]!));
        Assert.Equal(text, rig.ConfigText);
        Assert.Equal((UnixFileMode)0b110_100_000, File.GetUnixFileMode(rig.ConfigPath));
        Assert.Equal(["edgedaemon.yaml"], Directory.EnumerateFiles(Path.GetDirectoryName(rig.ConfigPath)!).Select(Path.GetFileName));
        Assert.False((bool)saved["reloaded"]!);
    }

    [Fact]
    public async Task Put_EditedByTwoAtOnce_TheSecondSeesTheConflictAndNothingIsLost()
    {
        await using var rig = new ConsoleRig();
        using var client = await rig.StartAsync();
        var (_, read) = await ConsoleRig.SendAsync(client, HttpMethod.Get, "/api/config");
        var version = (string)read["version"]!;
        var first = rig.ConfigText.Replace("fps: 10", "fps: 7", StringComparison.Ordinal);
        await ConsoleRig.SendAsync(client, HttpMethod.Put, "/api/config", new { text = first, version });

        var (status, second) = await ConsoleRig.SendAsync(client, HttpMethod.Put, "/api/config", new { text = first.Replace("fps: 7", "fps: 3", StringComparison.Ordinal), version });

        Assert.Equal((HttpStatusCode.Conflict, "conflict"), (status, (string)second["outcome"]!));
        Assert.Equal(first, (string)second["theirs"]!);
        Assert.Equal(first, rig.ConfigText);
    }

    [Theory]
    [InlineData("fps: 10", "fps: many", 11)]
    [InlineData("id: unit", "id: Not a slug", 2)]
    [InlineData("model: person-vehicle-animal", "model: [", 13)]
    public async Task Put_TextWithErrors_IsRefusedWithEachAtItsLine(string old, string wrong, int line)
    {
        await using var rig = new ConsoleRig();
        using var client = await rig.StartAsync();
        var (before, text) = (rig.ConfigText, rig.ConfigText.Replace(old, wrong, StringComparison.Ordinal));
        var (_, read) = await ConsoleRig.SendAsync(client, HttpMethod.Get, "/api/config");

        var (status, answer) = await ConsoleRig.SendAsync(client, HttpMethod.Put, "/api/config", new { text, version = (string)read["version"]! });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(answer["check"]!["errors"]!.AsArray(), error => Math.Abs((int)error!["line"]! - line) <= 1);
        Assert.Equal(before, rig.ConfigText);
    }

    [Fact]
    public async Task Put_ModelThatIsNotThere_IsRefusedByTheSameCheckAsOnTheCommandLine()
    {
        await using var rig = new ConsoleRig();
        using var client = await rig.StartAsync();
        var (before, text) = (rig.ConfigText, rig.ConfigText.Replace("model: person-vehicle-animal", "model: not-there", StringComparison.Ordinal));
        var (_, read) = await ConsoleRig.SendAsync(client, HttpMethod.Get, "/api/config");

        var (status, answer) = await ConsoleRig.SendAsync(client, HttpMethod.Put, "/api/config", new { text, version = (string)read["version"]! });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("not-there", answer["check"]!["errors"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(before, rig.ConfigText);
        Assert.Equal(["edgedaemon.yaml"], Directory.EnumerateFiles(Path.GetDirectoryName(rig.ConfigPath)!).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"text\": 5}")]
    [InlineData("{\"text\": null}")]
    [InlineData("{}")]
    public async Task Post_BodyOfAnotherForm_IsABadRequest(string body)
    {
        await using var rig = new ConsoleRig();
        using var client = await rig.StartAsync();

        using var answer = await client.PostAsync("/api/config/check", new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Areas_Drawn_ChangeTheirLinesAndNothingElse()
    {
        const string Camera = """
            source: {type: scene, fps: 10}
            model: person-vehicle-animal
            zones:
              # where parcels lie
              - name: door   # in front
                area: [[0.1, 0.1], [0.5, 0.1], [0.5, 0.5]]
                loitering: 5s
              - name: gone
                area: [[0, 0], [1, 0], [1, 1]]
            masks: [[[0, 0], [0.1, 0], [0.1, 0.1]]]
            """;
        await using var rig = new ConsoleRig(Camera);
        using var client = await rig.StartAsync();
        var (_, read) = await ConsoleRig.SendAsync(client, HttpMethod.Get, "/api/config");

        var (status, edit) = await ConsoleRig.SendAsync(client, HttpMethod.Post, "/api/areas", new
        {
            camera = "porch",
            version = (string)read["version"]!,
            zones = new object[]
            {
                new { name = "door", area = new double[][] { [0.2, 0.1], [0.5, 0.1], [0.5, 0.5] } },
                new { name = "gate", line = new double[][] { [0, 0.5], [1, 0.5] } },
            },
            masks = new double[][][] { [[0, 0], [0.1, 0], [0.1, 0.1]] },
            privacy_masks = new double[][][] { [[0.8, 0], [1, 0], [1, 0.2]] },
        });

        Assert.Equal((HttpStatusCode.OK, 0), (status, edit["check"]!["errors"]!.AsArray().Count));
        var text = (string)edit["text"]!;
        Assert.Contains("# where parcels lie\n", text, StringComparison.Ordinal);
        Assert.Contains("- name: door   # in front\n        area: [[0.2, 0.1], [0.5, 0.1], [0.5, 0.5]]\n        loitering: 5s\n", text, StringComparison.Ordinal);
        Assert.Contains("#- name: gone\n", text, StringComparison.Ordinal);
        Assert.Contains("masks: [[[0, 0], [0.1, 0], [0.1, 0.1]]]\n", text, StringComparison.Ordinal);
        var camera = EdgeDaemon.Configuration.ConfigLoader.Parse(text, rig.ConfigPath).Config!.Cameras[0];
        Assert.Equal(["door", "gate"], camera.Zones.Select(zone => zone.Name));
        Assert.Equal((2, 1, 1), (camera.Zones[1].Line.Length, camera.Masks.Length, camera.PrivacyMasks.Length));
    }

    [Theory]
    [InlineData("Not A Slug", 0.5, HttpStatusCode.UnprocessableEntity)]
    [InlineData("a\n  b: c", 0.5, HttpStatusCode.UnprocessableEntity)]
    [InlineData("zone", 1.5, HttpStatusCode.UnprocessableEntity)]
    [InlineData("zone", -0.1, HttpStatusCode.UnprocessableEntity)]
    [InlineData("zone", 0.5, HttpStatusCode.OK)]
    public async Task Areas_WithNamesOrPlacesThatAreNone_AreRefused(string name, double x, HttpStatusCode expected)
    {
        await using var rig = new ConsoleRig();
        using var client = await rig.StartAsync();
        var (_, read) = await ConsoleRig.SendAsync(client, HttpMethod.Get, "/api/config");

        var (status, _) = await ConsoleRig.SendAsync(client, HttpMethod.Post, "/api/areas", new
        {
            camera = "porch",
            version = (string)read["version"]!,
            masks = Array.Empty<double[][]>(),
            privacy_masks = Array.Empty<double[][]>(),
            zones = new object[] { new { name, area = new double[][] { [x, 0], [1, 0], [1, 1] } } },
        });

        Assert.Equal(expected, status);
    }
}
