using System.Collections.Immutable;
using System.Text;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.Inference.Tests.OnnxRuntime;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Inference.Tests.Proposals;

/// <summary>
/// Models that say the same of every picture, second of five classes, 0.9, at [48, 32, 144, 128] of 192 × 160 pixels, in the shapes of
/// real exports: what is proposed sees just that.
/// </summary>
public sealed class ReadingChoiceTests
{
    private const int Width = 192;
    private const int Height = 160;
    private const int Cells = (24 * 20) + (12 * 10) + (6 * 5);
    private const float Logit = 2.1972246f;

    private static readonly float[] Centre = [96, 80, 96, 96];
    private static readonly float[] Corners = [48, 32, 144, 128];
    private static readonly float[] RelativeCentre = [0.5f, 0.5f, 0.5f, 0.6f];
    private static readonly float[] RelativeCorners = [0.25f, 0.2f, 0.75f, 0.8f];
    private static readonly float Log9 = MathF.Log(9);
    private static readonly float[] Scores = [0, 0.9f, 0, 0, 0];
    private static readonly float[] Logits = [-8, Logit, -8, -8, -8];

    public static TheoryData<string> Families { get; } = [.. Models.Keys];

    private static ImmutableDictionary<string, Func<TestModel, TestModel>> Models => new Dictionary<string, Func<TestModel, TestModel>>
    {
        ["columns"] = m => Columns(m, Centre, Scores, 0),
        ["columns, relative"] = m => Columns(m, RelativeCentre, Scores, 0),
        ["columns, logits"] = m => Columns(m, Centre, Logits, -8),
        ["columns, relative, logits"] = m => Columns(m, RelativeCentre, Logits, -8),
        ["rows"] = m => Rows(m, Cells, [.. Centre, .. Scores]),
        ["rows, relative"] = m => Rows(m, Cells, [.. RelativeCentre, .. Scores]),
        ["queries"] = m => Rows(m, 120, [.. RelativeCentre, .. Scores]),
        ["objectness"] = m => Rows(m, 3 * Cells, [.. Centre, 1, .. Scores]),
        ["objectness, decoded grid"] = m => Rows(m, Cells, [.. Centre, 1, .. Scores]),
        ["objectness, raw heads beside"] = m => Rows(m, 3 * Cells, [.. Centre, 1, .. Scores])
            .Constant("head", [1, 3, 20, 24, 10], [1, 3, 20, 24, 10], 0),
        ["masks"] = m => Columns(m, Centre, [.. Scores, .. Enumerable.Repeat(9f, 32)], 0).Constant("protos", [1, 32, Height / 4, Width / 4], [1, 32, Height / 4, Width / 4], 0),
        ["rows after NMS"] = m => m.Constant("out", [1, 50, 6], [1, 50, 6], 0, (12, [.. Corners, 0.9f, 1])),
        ["rows after NMS, relative"] = m => m.Constant("out", [1, 50, 6], [1, 50, 6], 0, (12, [.. RelativeCorners, 0.9f, 1])),
        ["numbered rows, class first"] = m => m.Constant("out", ["boxes", 7], [1, 7], 0, (0, [0, .. Corners, 1, 0.9f])),
        ["numbered rows, score first"] = m => m.Constant("graph_flat", ["boxes", 7], [1, 7], 0, (0, [0, .. Corners, 0.9f, 1])),
        ["boxes and scores"] = m => m.Constant("pred_bboxes", [1, Cells, 4], [1, Cells, 4], 0, (40, Corners)).Constant("pred_scores", [1, Cells, 5], [1, Cells, 5], 0, (50, Scores)),
        ["scores and boxes of queries"] = m => m.Constant("logits", [1, 90, 5], [1, 90, 5], -8, (50, Logits)).Constant("pred_boxes", [1, 90, 4], [1, 90, 4], 0, (40, RelativeCentre)),
        ["softmax of queries"] = m => Queries(m, RelativeCentre, [0, 0, 0, 0, 0, 8], [-20, Log9, -20, -20, -20, 0]),
        ["softmax of queries, states beside"] = m => Queries(m.Constant("last_hidden_state", [1, 90, 64], [1, 90, 64], 0.3f), RelativeCentre, [0, 0, 0, 0, 0, 8], [-20, Log9, -20, -20, -20, 0]),
        ["softmax of queries, classes from 1"] = m => Queries(m, RelativeCentre, [-9, 0, 0, 0, 0, 0, 8], [-20, -20, Log9, -20, -20, -20, 0]),
        ["softmax of queries, in the graph"] = m => Queries(m, RelativeCentre, [0, 0, 0, 0, 0, 1], [0, 0.9f, 0, 0, 0, 0.1f]),
        ["softmax of queries, sizes fed"] = m => Scored(m.ScaledBoxes("pred_boxes", "orig_target_sizes", [.. Enumerable.Repeat(RelativeCorners, 90).SelectMany(box => box)]), [0, 0, 0, 0, 0, 8], [-20, Log9, -20, -20, -20, 0]),
        ["sigmoid of queries, sizes fed"] = m => Scored(m.ScaledBoxes("pred_boxes", "orig_target_sizes", [.. Enumerable.Repeat(RelativeCorners, 90).SelectMany(box => box)]), [-9, -9, -9, -8, -9], Logits),
        ["sigmoid of queries, classes from 1"] = m => Queries(m, RelativeCentre, [-9, -9, -9, -8, -9, -7], [-9, -9, Logit, -9, -9, -9], [-9, -9, -8, -9, -9, -9]),
        ["background in front"] = m => Queries(m, RelativeCorners, [0.98f, 0, 0, 0, 0, 0.02f], [0.1f, 0, 0.9f, 0, 0, 0]),
        ["an output each"] = m => m.Constant("num_dets", [1, 1], [1, 1], 1).Constant("det_boxes", [1, 9, 4], [1, 9, 4], 0, (0, Corners))
            .Constant("det_scores", [1, 9], [1, 9], 0, (0, [0.9f])).Constant("det_classes", [1, 9], [1, 9], 0, (0, [1])),
        ["an output each, relative"] = m => m.Constant("detected_boxes", ["n", 4], [1, 4], 0, (0, RelativeCorners))
            .Constant("detected_scores", ["n"], [1], 0.9f).Constant("detected_classes", ["n"], [1], 1),
        ["an output each, background in front"] = m => m.Constant("boxes", ["n", 4], [1, 4], 0, (0, Corners)).Constant("labels", ["n"], [1], 2).Constant("scores", ["n"], [1], 0.9f),
        ["an output each, sizes fed"] = m => m.Constant("labels", [1, 2], [1, 2], 1).ScaledBoxes("boxes", "orig_target_sizes", [.. RelativeCorners, 0, 0, 0, 0])
            .Constant("scores", [1, 2], [1, 2], 0, (0, [0.9f])),
        ["object detection API"] = m => m.Constant("detection_boxes", [1, 9, 4], [1, 9, 4], 0, (0, [0.2f, 0.25f, 0.8f, 0.75f])).Constant("detection_classes", [1, 9], [1, 9], 0, (0, [2]))
            .Constant("detection_scores", [1, 9], [1, 9], 0, (0, [0.9f])).Constant("num_detections", [1], [1], 1)
            .Constant("raw_detection_boxes", [1, 300, 4], [1, 300, 4], 0).Constant("raw_detection_scores", [1, 300, 6], [1, 300, 6], 0),
    }.ToImmutableDictionary();

    [Theory]
    [MemberData(nameof(Families))]
    public void Propose_DetectorWithNames_IsReadRight(string family)
    {
        var model = Models[family](new TestModel(1, 3, Height, Width)).Metadata("names", "{0: 'a', 1: 'b', 2: 'c', 3: 'd', 4: 'e'}");

        AssertSees(model, null, "b");
    }

    [Theory]
    [InlineData("columns")]
    [InlineData("columns, relative")]
    [InlineData("rows")]
    [InlineData("queries")]
    [InlineData("objectness")]
    [InlineData("numbered rows, class first")]
    [InlineData("numbered rows, score first")]
    [InlineData("boxes and scores")]
    [InlineData("scores and boxes of queries")]
    [InlineData("softmax of queries")]
    [InlineData("softmax of queries, states beside")]
    [InlineData("softmax of queries, in the graph")]
    [InlineData("softmax of queries, sizes fed")]
    [InlineData("sigmoid of queries, sizes fed")]
    [InlineData("background in front")]
    [InlineData("an output each")]
    [InlineData("object detection API")]
    public void Propose_DetectorWithoutNames_IsReadRight(string family) =>
        AssertSees(Models[family](new TestModel(1, 3, Height, Width)), null, "class_1");

    [Fact]
    public void Propose_SecondInputThatNobodyCanFeed_NamesTheRemedy() =>
        Assert.Contains("its only input", new TestModel(1, 3, 32, 32).ScaledBoxes("boxes", "speed", 0, 0, 1, 1).Propose().Problem, StringComparison.Ordinal);

    [Fact]
    public void Propose_PoseExport_GivesTheBoxes()
    {
        var model = Columns(new TestModel(1, 3, Height, Width), Centre, [0.9f, .. Enumerable.Repeat(50f, 51)], 0)
            .Metadata("names", "{0: 'person'}").Metadata("task", "pose");

        AssertSees(model, null, "person");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void Propose_SoftmaxOfCoarseCells_CountsABackground(int withBackground)
    {
        string[] names = withBackground == 1 ? ["background", "car", "bike"] : ["car", "bike"];
        var model = new TestModel(1, Height, Width, 3).Cells("p", Height / 8, Width / 8, (9, 11));

        var seen = Assert.Single(Look(model, LabelFile.Parse(Encoding.UTF8.GetBytes(string.Join('\n', names)), "labels")));

        Assert.Equal("bike", seen.Label);
        Assert.Equal(11.5f / 24, (seen.Box.Left + seen.Box.Right) / 2, 1e-4f);
        Assert.Equal(9.5f / 20, (seen.Box.Top + seen.Box.Bottom) / 2, 1e-4f);
    }

    [Fact]
    public void Propose_LandmarksAsClasses_AreRefused()
    {
        // 30 coordinates between 0 and 1, whatever is shown.
        float[] points = [.. Enumerable.Range(0, 30).Select(i => 0.2f + (i % 7 / 10f))];
        var proposal = new TestModel(1, 3, 64, 64).Constant("scores", [1, 30], [1, 30], 0, (0, points)).Propose();

        Assert.Null(proposal.Manifest);
        Assert.Contains("do not sum up to 1", proposal.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Propose_FeaturesAsMap_HasNoDecoder() =>
        Assert.Null(new TestModel(1, 3, 224, 224).Output("features", "Relu", 1, 960, 7, 7).Propose().Manifest);

    [Theory]
    [InlineData(605, 95)]
    [InlineData(68, 18)]
    public void Propose_FirstDimensionThatIsNotOne_IsNoVector(int rows, int columns) =>
        Assert.Null(new TestModel(1, 3, 352, 352).Output("out", "Softmax", rows, columns).Propose().Manifest);

    [Fact]
    public void Propose_BoxesOfTheWholePicture_AreRefused()
    {
        // UltraFace's raw offsets, taken for corners, are faces as large as the picture.
        var cells = (3 * 480) + (2 * 120) + (2 * 30) + (3 * 12);
        float[] whole = [.. Enumerable.Repeat<float[]>([-0.5f, -0.5f, 1.5f, 1.5f], cells).SelectMany(box => box)];
        float[] faces = [.. Enumerable.Repeat<float[]>([0.01f, 0.99f], cells).SelectMany(score => score)];
        var proposal = new TestModel(1, 3, Height, Width).Constant("boxes", [1, cells, 4], [1, cells, 4], 0, (0, whole)).Constant("scores", [1, cells, 2], [1, cells, 2], 0, (0, faces)).Propose();

        Assert.DoesNotContain(proposal.Fitting, fit => fit.Kind == DecoderKind.Ultraface && !proposal.Manifest!.Contains("offsets", StringComparison.Ordinal));
    }

    [Fact]
    public void Propose_SingleSigmoid_IsNoOrYes()
    {
        var labels = LabelFile.Parse("notdog\ndog"u8, "labels");
        var model = new TestModel(1, 3, 32, 32).Sigmoid("p", Logit);

        var bundle = BundleOf(model, new ProposalRequest { Name = "m", Labels = labels });

        using var runner = ModelRunner.Load(Engine.Sessions, bundle, intraOpThreads: 1);
        using var frame = new FramePool().Rent(PixelFormat.Rgb24, 32, 32);
        var seen = runner.Process(frame).Classifications.ToArray();
        Assert.Equal([(1, 0.9f), (0, 0.1f)], seen.Select(c => (c.LabelIndex, MathF.Round(c.Score, 4))));
    }

    [Fact]
    public void Propose_DivisionInTheGraph_TakesPixelsAsTheyAre()
    {
        var model = Columns(new TestModel(1, 3, Height, Width).Divided(255), Centre, Scores, 0);

        Assert.Contains("type: yolov8", model.Propose().Manifest, StringComparison.Ordinal);
        Assert.DoesNotContain("std:", model.Propose().Manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Propose_UltralyticsClassifier_SeesTheWholeMiddleOfThePicture()
    {
        var manifest = ModelManifest.Parse(
            Encoding.UTF8.GetBytes(new TestModel(1, 3, 32, 32).Output("output0", "Softmax", 1, 3).Metadata("task", "classify").Propose().Manifest!), "manifest.yaml").Input;

        Assert.Equal([255, 255, 255], manifest.Std);
        Assert.Equal([0, 0, 0], manifest.Mean);
        Assert.Equal(1, manifest.CropFraction);
    }

    [Fact]
    public void Propose_NothingToBeSeen_Warns() =>
        Assert.Contains("nothing was seen", Rows(new TestModel(1, 3, Height, Width), 3 * Cells, [.. Enumerable.Repeat(0f, 10)]).Propose().Warning, StringComparison.Ordinal);

    [Fact]
    public void Propose_SeveralOutputsOfOneShape_TakesTheFirst()
    {
        var model = new TestModel(1, 3, 64, 64).Constant("d0", [1, 1, 64, 64], [1, 1, 64, 64], 0, (5, [0.9f])).Constant("d1", [1, 1, 64, 64], [1, 1, 64, 64], 0, (5, [0.9f]));

        Assert.Contains("output: d0", model.Propose().Manifest, StringComparison.Ordinal);
        Assert.Contains("output: d1", model.Propose(new ProposalRequest { Name = "m", Overrides = ImmutableDictionary<string, string>.Empty.Add("decoder.output", "d1") }).Manifest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OnnxType.Int32, 1, "input is int32; float32, float16, uint8, int8 work")]
    [InlineData(OnnxType.Float, 8, "batch 8: export with batch=1")]
    public void Propose_InputThatNoCameraHas_NamesTheRemedy(OnnxType type, int batch, string expected)
    {
        var graph = new OnnxGraph().Input("images", type, batch, 3, 32, 32).Output("out", OnnxType.Float, 1, 3, 32, 32).Node("Cast", ["images"], ["out"], OnnxAttribute.Int("to", 1));
        using var folder = new TempDirectory();
        File.WriteAllBytes(folder["m.onnx"], new OnnxModelBuilder(graph).ToBytes());

        var proposal = BareModel.Read(folder["m.onnx"], Engine.Trials).Propose(new ProposalRequest { Name = "m" });

        Assert.Null(proposal.Manifest);
        Assert.Contains(expected, proposal.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Propose_NothingByASoftmaxWithNegativeLogits_AsksForTheNumberOfLabels()
    {
        TestModel Model() => Queries(new TestModel(1, 3, Height, Width), RelativeCentre, [-12, -12, -12, -12, -12, -4], [-20, Log9 - 12, -20, -20, -20, -12]);

        Assert.Contains("the number of --labels tells", Model().Propose().Problem, StringComparison.Ordinal);
        AssertSees(Model().Metadata("names", "{0: 'a', 1: 'b', 2: 'c', 3: 'd', 4: 'e'}"), null, "b");
    }

    [Fact]
    public void Propose_ScoreMoreThanLabelsWithoutASign_AsksWhichHasNone()
    {
        var model = Queries(new TestModel(1, 3, Height, Width), RelativeCentre, [-9, -9, -8, -9, -9, -9], [-9, -9, Logit, -9, -9, -9]).Metadata("names", "{0: 'a', 1: 'b', 2: 'c', 3: 'd', 4: 'e'}");

        Assert.Contains("--label-offset 1", model.Propose().Problem, StringComparison.Ordinal);
        Assert.Contains("label_offset: 1", model.Propose(new ProposalRequest { Name = "m", Overrides = ImmutableDictionary<string, string>.Empty.Add("decoder.label_offset", "1") }).Manifest, StringComparison.Ordinal);
        Assert.Contains("extra: 1", model.Propose(new ProposalRequest { Name = "m", Overrides = ImmutableDictionary<string, string>.Empty.Add("decoder.extra", "1") }).Manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Propose_LabelForNothing_IsRefused()
    {
        var labels = LabelFile.Parse("a\nb\nc\nd\ne\nno object"u8, "labels");

        Assert.Contains("stands for nothing", Models["softmax of queries"](new TestModel(1, 3, Height, Width)).Propose(new ProposalRequest { Name = "m", Labels = labels }).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(896, 16, "blazeface", "face")]
    [InlineData(2016, 18, "palm_detection", "palm")]
    public void Propose_BoxesFromAnchorsWithoutSize_AreFacesAndPalms(int boxes, int width, string decoder, string label)
    {
        var side = boxes == 896 ? 128 : 192;
        var proposal = new TestModel(1, 3, side, side).Constant("regressors", [1, boxes, width], [1, boxes, width], 9, (17, [0, 0, 30, 30])).Constant("classificators", [1, boxes, 1], [1, boxes, 1], -40, (7, [3])).Propose();

        Assert.Contains($"type: {decoder}\n", proposal.Manifest, StringComparison.Ordinal);
        Assert.Equal([label], proposal.Labels);
    }

    [Fact]
    public void Propose_BoxesFromUnknownAnchors_NamesTheFamily() =>
        Assert.Contains(
            "MediaPipe", new TestModel(1, 3, 128, 128).Output("regressors", "Relu", 1, 900, 16).Output("classificators", "Relu", 1, 900, 1).Propose().Problem, StringComparison.Ordinal);

    private static TestModel Queries(TestModel model, float[] box, float[] usual, float[] seen, float[]? other = null) =>
        Scored(model, usual, seen, other).Constant("pred_boxes", [1, 90, 4], [1, 90, 4], 0.1f, (40, box));

    /// <summary>The logits of 90 boxes, the eleventh the one that shows something; every other one may have others than usual.</summary>
    private static TestModel Scored(TestModel model, float[] usual, float[] seen, float[]? other = null) =>
        model.Constant("logits", [1, 90, usual.Length], [1, 90, usual.Length], 0, [.. Enumerable.Range(0, 90).Select(i => ((long)(i * usual.Length), i == 10 ? seen : i % 2 == 1 && other is not null ? other : usual))]);

    private static TestModel Columns(TestModel model, float[] box, float[] scores, float elsewhere)
    {
        float[] column = [.. box, .. scores];
        var values = new float[column.Length * Cells];
        Array.Fill(values, elsewhere, 4 * Cells, values.Length - (4 * Cells));
        for (var i = 0; i < column.Length; i++)
            values[(i * Cells) + 7] = column[i];
        return model.Constant("output0", [1, column.Length, Cells], [1, column.Length, Cells], 0, (0, values));
    }

    private static TestModel Rows(TestModel model, int rows, float[] row) =>
        model.Constant("output0", [1, rows, row.Length], [1, rows, row.Length], 0, (7 * row.Length, row));

    private static void AssertSees(TestModel model, LabelFile? labels, string label)
    {
        var seen = Assert.Single(Look(model, labels));
        Assert.Equal(label, seen.Label);
        Assert.Equal(0.9f, seen.Score, 0.001f);
        Assert.Equal(0.25f, seen.Box.Left, 0.001f);
        Assert.Equal(0.2f, seen.Box.Top, 0.001f);
        Assert.Equal(0.75f, seen.Box.Right, 0.001f);
        Assert.Equal(0.8f, seen.Box.Bottom, 0.001f);
    }

    private static List<(string Label, float Score, BoundingBox Box)> Look(TestModel model, LabelFile? labels)
    {
        var bundle = BundleOf(model, new ProposalRequest { Name = "m", Labels = labels });
        using var runner = ModelRunner.Load(Engine.Sessions, bundle, intraOpThreads: 1);
        using var frame = new FramePool().Rent(PixelFormat.Rgb24, Width, Height);
        frame.Bytes.Fill(90);
        return [.. runner.Process(frame).Detections.ToArray().Select(d => (bundle.Labels.Names[d.LabelIndex], d.Score, d.Box))];
    }

    private static ModelBundle BundleOf(TestModel model, ProposalRequest request)
    {
        using var folder = new TempDirectory();
        File.WriteAllBytes(folder["model.onnx"], model.ToBytes());
        var bare = BareModel.Read(folder["model.onnx"], Engine.Trials);
        var proposal = bare.Propose(request);
        Assert.True(proposal.Manifest is not null, proposal.Problem);
        Assert.True(proposal.Fitting.Length == 1, string.Join(", ", proposal.Fitting));
        return ModelBundle.Of(bare.ToContent(proposal), "m");
    }
}
