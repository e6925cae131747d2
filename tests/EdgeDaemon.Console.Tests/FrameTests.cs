using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using EdgeDaemon.Console.Serving;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Contracts.Viewing;
using EdgeDaemon.Journal;

namespace EdgeDaemon.Console.Tests;

/// <summary>Pictures from a real vision process, through the console.</summary>
public sealed class FrameTests
{
    [Theory]
    [InlineData("full", ViewStatus.Full)]
    [InlineData("masked", ViewStatus.Masked)]
    public async Task Frames_WhileSomebodyLooks_ComeAsTheConfigurationSays_AndTheJournalSaysWho(string view, ViewStatus status)
    {
        await using var rig = new ConsoleRig(ConsoleRig.Scene + $"motion: {{enabled: false}}\nprivacy: {{console: {view}}}\n");
        using var vision = VisionProcess.Start(rig);
        using var client = await rig.StartAsync();

        using (var frames = await client.GetStreamAsync("/api/cameras/porch/frames"))
        {
            var (header, jpeg) = await UntilAsync(frames, found => (ViewStatus)found.Status == status);

            Assert.Equal((640, 480), ((int)header.Width, (int)header.Height));
            Assert.Equal([0xFF, 0xD8], jpeg[..2]);
        }

        // It ends when nobody has looked for a moment, and not with the first page that is closed.
        Assert.True(SpinWait.SpinUntil(() => Views(rig).Any(note => note.Duration is not null), TimeSpan.FromMinutes(1)));
        var notes = Views(rig);
        Assert.Equal([(view == "masked", true), (view == "masked", false)], notes.Select(note => (note.IsMasked, note.Duration is null)));
        Assert.All(notes, note => Assert.Equal(EffectiveUser(), note.Viewer));
        Assert.Equal(0, vision.Stop());
    }

    [Theory]
    [InlineData("privacy: {console: never}\n", ConsoleRig.Scene, ViewStatus.Never)]
    [InlineData("", "source: {type: scene, fps: 10}\nhealth: {}\n", ViewStatus.Hidden)]
    [InlineData("schedule: [{detect: false}]\n", ConsoleRig.Scene, ViewStatus.NoPicture)]
    public async Task Frames_WhereNoneMayBeSeen_SayWhy(string keys, string camera, ViewStatus status)
    {
        await using var rig = new ConsoleRig(camera + keys);
        using var vision = VisionProcess.Start(rig);
        using var client = await rig.StartAsync();
        using var frames = await client.GetStreamAsync("/api/cameras/porch/frames");

        var (header, _) = await UntilAsync(frames, found => (ViewStatus)found.Status is not (ViewStatus.Away or ViewStatus.NoPicture) || status == ViewStatus.NoPicture && (ViewStatus)found.Status == status);

        Assert.Equal(status, (ViewStatus)header.Status);
        if (status == ViewStatus.Never)
            Assert.Empty(Views(rig));
    }

    [Fact]
    public async Task Frames_OverARestartOfTheVisionProcess_GoOn()
    {
        await using var rig = new ConsoleRig(ConsoleRig.Scene + "privacy: {console: full}\n");
        using var client = await rig.StartAsync();
        using var frames = await client.GetStreamAsync("/api/cameras/porch/frames");
        await UntilAsync(frames, found => (ViewStatus)found.Status == ViewStatus.Away);
        using (var first = VisionProcess.Start(rig))
        {
            await UntilAsync(frames, found => found.HasPicture);
            first.Stop();
        }

        await UntilAsync(frames, found => (ViewStatus)found.Status == ViewStatus.Away);
        using var second = VisionProcess.Start(rig);
        await UntilAsync(frames, found => found.HasPicture);
    }

    [Fact]
    public async Task Save_WhileTheVisionProcessRuns_TakesEffectAtOnce()
    {
        await using var rig = new ConsoleRig(ConsoleRig.Scene + "privacy: {console: full}\n");
        using var vision = VisionProcess.Start(rig);
        using var client = await rig.StartAsync();
        using var frames = await client.GetStreamAsync("/api/cameras/porch/frames");
        await UntilAsync(frames, found => (ViewStatus)found.Status == ViewStatus.Full);
        var (_, read) = await ConsoleRig.SendAsync(client, HttpMethod.Get, "/api/config");

        var (_, saved) = await ConsoleRig.SendAsync(client, HttpMethod.Put, "/api/config", new { text = rig.ConfigText.Replace("console: full", "console: never", StringComparison.Ordinal), version = (string)read["version"]! });

        Assert.True((bool)saved["reloaded"]!);
        await UntilAsync(frames, found => (ViewStatus)found.Status == ViewStatus.Never);
    }

    [Fact]
    public async Task Viewers_MoreThanAHundred_AreToldAndTheOthersGoOn()
    {
        await using var rig = new ConsoleRig();
        using var client = await rig.StartAsync();
        var open = new List<Stream>();
        for (var i = 0; i < ConsoleApi.MostStreams; i++)
            open.Add(await client.GetStreamAsync("/api/stream"));

        using var refused = await client.GetAsync("/api/stream");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/state")).StatusCode);
        open.ForEach(stream => stream.Dispose());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            // The server hears that they are gone a moment later.
            using var again = await client.GetAsync("/api/stream", HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (again.IsSuccessStatusCode)
                break;
            await Task.Delay(50, patience.Token);
        }
    }

    [Fact]
    public async Task Viewer_ThatNeverReads_IsLetGo()
    {
        await using var rig = new ConsoleRig(ConsoleRig.Scene + "privacy: {console: full}\n");
        using var vision = VisionProcess.Start(rig);
        using var client = await rig.StartAsync();
        using var silent = await rig.ConnectAsync();
        await silent.SendAsync(Encoding.ASCII.GetBytes("GET /api/cameras/porch/frames HTTP/1.1\r\nHost: localhost\r\n\r\n"));

        // What was written fills the kernel's buffers, and then nobody takes it: the journal says when the console, and so the vision process, lets go.
        Assert.True(SpinWait.SpinUntil(() => Views(rig).Any(note => note.Duration is not null), TimeSpan.FromMinutes(2)));
        using var frames = await client.GetStreamAsync("/api/cameras/porch/frames");
        await UntilAsync(frames, found => found.HasPicture);
    }

    private static List<ViewNote> Views(ConsoleRig rig)
    {
        using var reader = JournalReader.Open(rig.Journal, new JournalFileSystem());
        var notes = new List<ViewNote>();
        while (reader.TryRead(out var record))
        {
            if (record.Kind == LabelRecordKind.View)
                notes.Add(ViewNote.From(record));
        }

        return notes;
    }

    private static uint EffectiveUser() =>
        uint.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<(ViewHeader Header, byte[] Jpeg)> UntilAsync(Stream stream, Func<ViewHeader, bool> isWanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var start = new byte[ViewHeader.SizeBytes];
            await stream.ReadExactlyAsync(start, patience.Token);
            var header = MemoryMarshal.Read<ViewHeader>(start);
            var rest = new byte[(header.Boxes * ViewBox.SizeBytes) + (int)header.PictureBytes];
            await stream.ReadExactlyAsync(rest, patience.Token);
            if (isWanted(header))
                return (header, rest[(header.Boxes * ViewBox.SizeBytes)..]);
        }
    }
}
