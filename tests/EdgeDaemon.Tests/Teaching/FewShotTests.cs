using System.Globalization;
using System.Text.Json.Nodes;
using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.TestKit;
using EdgeDaemon.Tests.EndToEnd;
using EdgeDaemon.Tests.Pipeline;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Teaching;

/// <summary>The bundled <c>features</c> on objects of real photographs, by the vision process's own stages: five shots, five objects, and others that are none of them.</summary>
public sealed class FewShotTests(ITestOutputHelper output) : IDisposable
{
    private const int Things = 5;
    private const int Shots = 5;
    private const int Rounds = 6;
    private const int FramesPerEvent = 10;
    private const int Width = 480;
    private const int Height = 320;
    private static readonly BoundingBox Everywhere = new(0, 0, 1, 1);
    private static readonly BoundingBox Left = new(0.05f, 0.2f, 0.4f, 0.8f);
    private static readonly BoundingBox Right = new(0.6f, 0.2f, 0.95f, 0.8f);
    private readonly TestModels _models = new();
    private readonly FramePool _pool = new();
    private readonly Random _random = new(7);

    [Fact]
    public void Teach_FiveShotsOfFiveObjects_KnowsThemAndRejectsOthers()
    {
        var (objects, background) = Photographs();
        _models.WriteDetector("detector", new(Left, 0, 0.9f), new(Right, 1, 0.8f));
        var features = Directory.CreateDirectory(Path.Combine(_models.Directory, "features")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Installation.BundledModels, "features"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(features, Path.GetRelativePath(Path.Combine(Installation.BundledModels, "features"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var (known, knownRight, others, rejected) = (0, 0, 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var drawn = objects.OrderBy(_ => _random.Next()).Take(Things * 3).ToList();
            using var rig = new PipelineRig(_models, new CameraConfig
            {
                Name = "porch",
                Source = new SceneSourceConfig(),
                Model = "detector",
                VisibleFrames = 3,
                HiddenFrames = 1,
                Motion = new MotionConfig { Enabled = false },
                Then = [new SecondModelConfig { Model = "features", Budget = TimeSpan.FromMinutes(1), Teach = [.. Enumerable.Range(0, Things).Select(i => $"thing_{i}")] }],
            });
            for (var i = 0; i < Things * Shots; i++)
            {
                // Here and there, as somebody does who teaches.
                var side = i / Things % 2;
                Show(rig, background, side == 0 ? drawn[i % Things] : drawn[^1], side == 0 ? drawn[^1] : drawn[i % Things]);
                var shown = rig.Records.Last(record => record.Kind == LabelRecordKind.EventStart && record.Label == side);
                Assert.Equal(CommandOutcome.Done, rig.Teacher.Teach(0, 1 + (i % Things), rig.BootEpoch, shown.TrackId, DecisionOrigin.Operator));
                Vanish(rig);
            }

            for (var i = 0; i < Things * 2; i++)
            {
                // One that is known beside one that is not: each gets its own answer.
                var (left, right) = (drawn[i % Things], drawn[Things + i]);
                Show(rig, background, i % 2 == 0 ? left : right, i % 2 == 0 ? right : left);
                Vanish(rig);
                var ends = rig.Records.Where(record => record.Kind == LabelRecordKind.EventEnd).TakeLast(2).ToDictionary(record => record.Label, record => record.SubLabel);
                (known, knownRight) = (known + 1, knownRight + (ends[(ushort)(i % 2)] == 1 + (i % Things) ? 1 : 0));
                (others, rejected) = (others + 1, rejected + (ends[(ushort)(1 - (i % 2))] == LabelRecord.NoLabel ? 1 : 0));
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"known {knownRight}/{known} = {(double)knownRight / known:F3}, unknown rejected {rejected}/{others} = {(double)rejected / others:F3}"));
        Assert.True(knownRight >= 0.95 * known, $"{knownRight} of {known} events of taught objects were told right.");
        Assert.True(rejected >= 0.9 * others, $"{rejected} of {others} events of other objects were none of them.");
    }

    public void Dispose() => _models.Dispose();

    /// <summary>Two objects for some frames, a little elsewhere and in a little other light in each.</summary>
    private void Show(PipelineRig rig, Frame background, Frame left, Frame right)
    {
        var light = 0.7f + (_random.NextSingle() * 0.6f);
        for (var i = 0; i < FramesPerEvent; i++)
        {
            using var frame = _pool.Rent(PixelFormat.Rgb24, Width, Height);
            frame.OriginalSize = (Width, Height);
            Paint(frame, background, Everywhere, isOval: false);
            Paint(frame, left, Jitter(Left), isOval: true);
            Paint(frame, right, Jitter(Right), isOval: true);
            foreach (ref var value in frame.Bytes)
                value = (byte)Math.Clamp((value * light) + _random.Next(-6, 7), 0, 255);
            rig.Decide(frame);
        }
    }

    private void Vanish(PipelineRig rig)
    {
        using var dark = _pool.Rent(PixelFormat.Rgb24, Width, Height);
        dark.OriginalSize = (Width, Height);
        dark.Bytes.Clear();
        rig.Decide(dark);
    }

    private BoundingBox Jitter(BoundingBox box)
    {
        var (w, h) = (box.Right - box.Left, box.Bottom - box.Top);
        return new BoundingBox(Edge(box.Left, w), Edge(box.Top, h), Edge(box.Right, -w), Edge(box.Bottom, -h));

        float Edge(float at, float side) => at + (_random.NextSingle() * 0.12f * side);
    }

    /// <summary>Stretches a picture, or the oval in it, over a part of the frame: around an object there is the ground that it happens to stand on.</summary>
    private static void Paint(Frame frame, Frame picture, BoundingBox box, bool isOval)
    {
        var (left, top, right, bottom) = ((int)(box.Left * Width), (int)(box.Top * Height), (int)(box.Right * Width), (int)(box.Bottom * Height));
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var (dx, dy) = ((2f * (x - left) / (right - left)) - 1, (2f * (y - top) / (bottom - top)) - 1);
                if (isOval && (dx * dx) + (dy * dy) > 1.15f)
                    continue;
                var from = (((y - top) * picture.Height / (bottom - top) * picture.Width) + ((x - left) * picture.Width / (right - left))) * 3;
                picture.Bytes.Slice(from, 3).CopyTo(frame.Bytes[(((y * Width) + x) * 3)..]);
            }
        }
    }

    /// <summary>Objects cut out of photographs that no training saw, and one without any.</summary>
    private (List<Frame> Objects, Frame Background) Photographs()
    {
        var rows = JsonNode.Parse(File.ReadAllText(Assets.Require("..", "training", "test2", "labels.json")))!.AsArray();
        var bytes = File.ReadAllBytes(Assets.Require("..", "training", "test2", "images.bin"));
        using var decoder = new JpegDecoder();
        var objects = new List<Frame>();
        Frame? background = null;
        foreach (var row in rows)
        {
            using var decoded = decoder.Decode(bytes.AsSpan((int)row!["o"]!, (int)row["n"]!), _pool, "photograph", JpegDecoder.FullSize);
            var picture = RgbPicture.From(decoded, _pool);
            if (picture.Format != PixelFormat.Rgb24)
                continue;
            if (row["boxes"]!.AsArray() is not [{ } box, ..])
                background ??= picture;
            else if (Cut(picture, [.. box.AsArray().Skip(1).Select(value => (float)value!)]) is { } cut)
                objects.Add(cut);
        }

        return (objects, background!);
    }

    /// <summary>What is inside a box (middle, width, height, as fractions); null: too small, or nearly the whole picture.</summary>
    private Frame? Cut(Frame picture, float[] box)
    {
        var (x, y) = ((int)Math.Max(0, (box[0] - (box[2] / 2)) * picture.Width), (int)Math.Max(0, (box[1] - (box[3] / 2)) * picture.Height));
        var (w, h) = (Math.Min((int)(box[2] * picture.Width), picture.Width - x), Math.Min((int)(box[3] * picture.Height), picture.Height - y));
        if (Math.Min(w, h) < 48 || box[2] * box[3] > 0.6)
            return null;
        var cut = _pool.Rent(PixelFormat.Rgb24, w, h);
        for (var row = 0; row < h; row++)
            picture.Bytes.Slice((((y + row) * picture.Width) + x) * 3, w * 3).CopyTo(cut.Bytes[(row * w * 3)..]);
        return cut;
    }
}
