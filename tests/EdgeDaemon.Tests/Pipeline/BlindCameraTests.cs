using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Gating;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Tests.Pipeline;

/// <summary>While a camera cannot see, nobody looks: what a model finds in such a picture is not there.</summary>
public sealed class BlindCameraTests : IDisposable
{
    private static readonly BoundingBox Everywhere = new(0, 0, 1, 1);
    private readonly TestModels _models = new();
    private readonly Random _noise = new(1);

    public BlindCameraTests()
    {
        _models.WriteDetector("detector", new Detection(new(0.05f, 0.25f, 0.3f, 0.75f), 0, 0.9f));
        _models.WriteHealth("health");
    }

    [Fact]
    public void Process_CameraIsCovered_ModelDoesNotLookUntilItSeesAgain()
    {
        using var rig = new PipelineRig(_models, new CameraConfig
        {
            Name = "porch",
            Source = new SceneSourceConfig(),
            Model = "detector",
            VisibleFrames = 1,
            HiddenFrames = 1,
            Motion = new MotionConfig { Enabled = false },
            Health = new CameraHealthConfig { Model = "health", Interval = TimeSpan.FromSeconds(0.1), AgreeingLooks = 3, Moved = false },
        });

        Show(rig, 5, (220, 20, 20));
        Assert.Equal(["EventStart car"], rig.Events);
        Show(rig, 10, (20, 20, 220));
        Assert.Equal((uint)CameraHealth.Covered, rig.Records.Last(r => r.Kind == LabelRecordKind.Health).Value);
        var (blind, inferred) = (rig.Pipeline.Gate[GateOutcome.Blind], rig.Pipeline.Gate.FramesInferred);

        // The detector finds its car in every picture, in these too.
        Show(rig, 10, (20, 20, 220));

        Assert.Equal((blind + 10, inferred), (rig.Pipeline.Gate[GateOutcome.Blind], rig.Pipeline.Gate.FramesInferred));
        Assert.Equal(["EventStart car", "EventEnd car"], rig.Events);
        Show(rig, 10, (220, 20, 20));
        Assert.Equal(["EventStart car", "EventEnd car", "EventStart car"], rig.Events);
        Assert.True(rig.Pipeline.Gate.FramesInferred > inferred);
    }

    public void Dispose() => _models.Dispose();

    private static BoundingBox Bar(int number) => new(number * 0.2f, 0, (number * 0.2f) + 0.1f, 1);

    /// <summary>Frames of one colour, no two the same: a real picture never stands still.</summary>
    private void Show(PipelineRig rig, int frames, (byte R, byte G, byte B) colour)
    {
        for (var i = 0; i < frames; i++)
        {
            // With bars, for a picture without edges is taken for a covered camera by itself.
            using var frame = PaintedFrame.Of([(Everywhere, colour), .. Enumerable.Range(0, 5).Select(bar => (Bar(bar), (colour.R, (byte)120, colour.B)))]);
            for (var p = 0; p < frame.Bytes.Length; p++)
                frame.Bytes[p] = (byte)(frame.Bytes[p] + _noise.Next(20));
            rig.Decide(frame);
        }
    }
}
