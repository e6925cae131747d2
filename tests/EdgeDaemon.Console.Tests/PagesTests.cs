using System.Globalization;
using EdgeDaemon.TestKit.Mqtt;

namespace EdgeDaemon.Console.Tests;

/// <summary>The pages, in a real browser, on a drawn scene.</summary>
public sealed class PagesTests
{
    private static readonly (string Page, string Shown)[] Pages =
    [
        ("now", "document.querySelector('canvas').getAttribute('aria-label').match(/person|vehicle|animal|nothing/) && document.body.innerText.includes('people are masked')"),
        ("zones/porch", "document.querySelector('svg[role=group] polygon')"),
        ("events", "document.querySelector('tbody tr')"),
        ("models", "document.body.innerText.includes('person-vehicle-animal')"),
        ("device", "document.querySelectorAll('dd').length >= 9"),
        ("privacy", "document.querySelector('details')"),
        ("config", "document.querySelector('textarea').value.includes('# A device for tests.')"),
    ];

    private static readonly string SceneWithZone = ConsoleRig.Scene + "motion: {enabled: false}\nzones:\n  - name: door\n    area: [[0.1, 0.2], [0.6, 0.2], [0.6, 0.95], [0.1, 0.95]]\n";

    [Fact]
    public async Task EveryPage_AtDesktopAndPhoneWidth_IsShownWithoutFault()
    {
        await using var rig = new ConsoleRig(SceneWithZone);
        using var vision = VisionProcess.Start(rig);
        using var client = await rig.StartAsync();
        await using var browser = await Browser.StartAsync(rig);
        foreach (var (width, height, size) in ((int, int, string)[])[(1280, 800, "desktop"), (375, 740, "phone")])
        {
            await browser.ResizeAsync(width, height);
            foreach (var (page, shown) in Pages)
            {
                await browser.OpenAsync(page);
                await browser.UntilAsync(shown);

                Assert.True((int)(await browser.EvaluateAsync("document.documentElement.scrollWidth"))! <= width, $"{page} is wider than {width}");
                Assert.Equal("", (string)(await browser.EvaluateAsync(Unnamed))!);
                if (Environment.GetEnvironmentVariable("EDGEDAEMON_SCREENSHOTS") is { Length: > 0 } folder)
                    await File.WriteAllBytesAsync(Path.Combine(folder, $"console-{page.Split('/')[0]}-{size}.png"), await browser.ScreenshotAsync());
            }
        }

        Assert.Empty(browser.Faults);
        Assert.InRange(browser.Loaded.Values.Sum(), 10_000, 150_000);
    }

    [Fact]
    public async Task Zone_DrawnByMouseAndNamed_IsInTheFileAndItsCountsArePublished()
    {
        using var broker = MosquittoBroker.Run();
        await using var rig = new ConsoleRig(ConsoleRig.Scene + "motion: {enabled: false}\n", broker.Port);
        var before = rig.ConfigText;
        using var client = await rig.StartAsync();
        using (var vision = VisionProcess.Start(rig))
        using (var first = new VisionProcess("edgedaemon-publish", "--config", rig.ConfigPath))
        {
            first.WaitFor("Connected");
            await using var browser = await Browser.StartAsync(rig);
            await browser.ResizeAsync(1280, 900);
            await browser.OpenAsync("zones/porch");
            await browser.EvaluateAsync("[...document.querySelectorAll('button')].find(one => one.textContent === 'Add: zone').click()");
            await browser.UntilAsync("document.querySelectorAll('.corner').length === 4");
            // To the picture's corners, so that whatever is seen is in it.
            double[][] corners = [[0, 0], [1, 0], [1, 1], [0, 1]];
            for (var i = 0; i < corners.Length; i++)
            {
                var from = await PointAsync(browser, $"document.querySelectorAll('.corner')[{i}].getBoundingClientRect()", 0.5, 0.5);
                var to = await PointAsync(browser, "document.querySelector('.picture svg').getBoundingClientRect()", corners[i][0], corners[i][1]);
                await browser.DragAsync(from.X, from.Y, Math.Clamp(to.X, 1, 1279), to.Y);
            }

            await browser.EvaluateAsync("(() => { const name = document.querySelector('input'); name.value = 'lawn'; name.dispatchEvent(new Event('change')); })()");
            await browser.EvaluateAsync("document.getElementById('show').click()");
            await browser.UntilAsync("document.querySelector('.diff .add')?.textContent.includes('lawn')");
            await browser.EvaluateAsync("document.getElementById('save').click()");
            await browser.UntilAsync("document.getElementById('notice').textContent.startsWith('Saved.')");
            Assert.Empty(browser.Faults);
            vision.Stop();
            first.Stop();
        }

        var zone = Assert.Single(rig.Config.Cameras[0].Zones);
        Assert.Equal("lawn", zone.Name);
        Assert.All(zone.Area.Zip([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]), pair => Assert.True(Math.Abs(pair.First.X - pair.Second.Item1) + Math.Abs(pair.First.Y - pair.Second.Item2) < 0.05, $"{pair}"));
        Assert.All(before.TrimEnd().Split('\n'), line => Assert.Contains(line, rig.ConfigText, StringComparison.Ordinal));
        using var subscriber = new MqttSubscriber(broker.Port, "edgedaemon/unit/porch/zone/lawn/#");
        using var again = VisionProcess.Start(rig);
        using var publisher = new VisionProcess("edgedaemon-publish", "--config", rig.ConfigPath);
        Assert.True(subscriber.WaitFor(messages => messages.Any(message => int.TryParse(message.Payload, out var count) && count > 0), TimeSpan.FromMinutes(3)), again.Said + publisher.Said);
    }

    [Fact]
    public async Task Configuration_WrittenWithAnError_ShowsItAtItsLineAndIsNotSaved()
    {
        await using var rig = new ConsoleRig();
        var before = rig.ConfigText;
        using var client = await rig.StartAsync();
        await using var browser = await Browser.StartAsync(rig);
        await browser.OpenAsync("config");
        await browser.UntilAsync("document.querySelector('textarea').value.length > 0");

        await browser.EvaluateAsync("(() => { const area = document.querySelector('textarea'); area.value = area.value.replace('fps: 10', 'fps: many'); area.dispatchEvent(new Event('input')); })()");
        await browser.UntilAsync("document.querySelector('.problems button')?.textContent.includes('fps')");
        await browser.EvaluateAsync("document.querySelector('.problems button').click()");

        Assert.True((bool)(await browser.EvaluateAsync("document.querySelector('button.main').disabled"))!);
        Assert.Contains("fps: many", (string)(await browser.EvaluateAsync("(() => { const area = document.querySelector('textarea'); return area.value.slice(area.selectionStart, area.selectionEnd); })()"))!, StringComparison.Ordinal);
        Assert.Equal(before, rig.ConfigText);
        Assert.Empty(browser.Faults);
    }

    [Fact]
    public async Task Configuration_ChangedByAnotherMeanwhile_ShowsBothAndLosesNeither()
    {
        await using var rig = new ConsoleRig();
        using var client = await rig.StartAsync();
        await using var browser = await Browser.StartAsync(rig);
        await browser.OpenAsync("config");
        await browser.UntilAsync("document.querySelector('textarea').value.length > 0");
        await browser.EvaluateAsync("(() => { const area = document.querySelector('textarea'); area.value = area.value.replace('fps: 10', 'fps: 7'); area.dispatchEvent(new Event('input')); })()");
        await browser.UntilAsync("!document.querySelector('button.main').disabled");
        var theirs = rig.ConfigText + "# added by another\n";
        await File.WriteAllTextAsync(rig.ConfigPath, theirs);

        await browser.EvaluateAsync("document.querySelector('button.main').click()");

        await browser.UntilAsync("document.querySelector('[aria-live=assertive] .add')?.textContent.includes('added by another')");
        Assert.Contains("fps: 7", (string)(await browser.EvaluateAsync("document.querySelector('textarea').value"))!, StringComparison.Ordinal);
        Assert.Equal(theirs, rig.ConfigText);
    }

    /// <summary>What can be used, or stands for a picture, and has no name for who cannot see it; and headings that are not in order.</summary>
    private const string Unnamed = """
        [...document.querySelectorAll('button, a, select, input, textarea, canvas, svg:not([aria-hidden])')].filter(one =>
          !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length)).map(one => one.outerHTML.slice(0, 80))
          .concat([...document.querySelectorAll('img:not([alt])')].map(one => one.outerHTML)).concat(document.querySelectorAll('h1').length === 1 ? [] : ['not one h1'])
          .concat(document.documentElement.lang ? [] : ['no language']).concat(document.querySelectorAll('nav a[aria-current=page]').length === 1 ? [] : ['no current page']).join('\n')
        """;

    private static async Task<(double X, double Y)> PointAsync(Browser browser, string box, double x, double y)
    {
        var text = (string)(await browser.EvaluateAsync(string.Create(CultureInfo.InvariantCulture, $"(box => `${{box.left + box.width * {x}}} ${{box.top + box.height * {y}}}`)({box})")))!;
        var parts = text.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return (parts[0], parts[1]);
    }
}
