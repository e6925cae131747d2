using System.Collections.Immutable;
using System.Text;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Inference.Proposals;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Tests.Proposals;

/// <summary>Models of tasks that are none here are refused by what they seem to be, and what has the same shape and is one is not.</summary>
public sealed class ForeignTaskTests
{
    private static ImmutableDictionary<string, (Func<TestModel> Model, string Expected)> Models => new Dictionary<string, (Func<TestModel>, string)>
    {
        ["text, recurrent"] = (() => new TestModel(1, 1, 32, 100).Output("out", "Relu", 26, 1, 37), "read text"),
        ["text, recurrent, open"] = (() => new TestModel(1, 1, 32, "width").Constant("out", ["steps", 1, 97], [26, 1, 97], 0), "read text"),
        ["text, of lines"] = (() => new TestModel(1, 3, 48, 320).Output("softmax_0", "Softmax", 1, 40, 438), "read text"),
        ["text, of lines, logits"] = (() => new TestModel(1, 3, 32, 128).Constant("out", [1, 31, 63], [1, 31, 63], -2, (70, [5])), "read text"),
        ["text, of number plates"] = (() => new TestModel(1, 3, 24, 94).Output("out", "Relu", 1, 68, 18), "read text"),
        ["text, size open"] = (() => new TestModel(1, 3, "height", "width").Constant("out", [1, 80, 400], [1, 80, 400], 1f / 400), "sums up to 1"),
        ["text in turned boxes"] = (() => new TestModel(1, 3, 320, 320).Output("scores", "Sigmoid", 1, 1, 80, 80).Output("geometry", "Relu", 1, 5, 80, 80), "turned boxes"),
        ["points of a face"] = (() => new TestModel(1, 3, 112, 112).Output("output", "Relu", 1, 136), "key points"),
        ["points of a face mesh"] = (() => new TestModel(1, 3, 192, 192).Constant("a", [1, 1, 1, 1404], [1, 1, 1, 1404], 96).Constant("b", [1, 1, 1, 1], [1, 1, 1, 1], 20), "key points"),
        ["points of a hand"] = (() => new TestModel(1, 224, 224, 3).Output("a", "Relu", 1, 63).Output("b", "Sigmoid", 1, 1).Output("c", "Sigmoid", 1, 1), "key points"),
        ["points of a body, in rows"] = (() => new TestModel(1, 3, 192, 192).Output("out", "Relu", 1, 1, 17, 3), "key points"),
        ["points of six bodies"] = (() => new TestModel(1, 256, 256, 3).Output("out", "Relu", 1, 6, 56), "key points"),
        ["points by name"] = (() => new TestModel(1, 3, 64, 64).Output("landmarks", "Relu", 1, 24), "key points"),
        ["points, whatever they are called"] = (() => new TestModel(1, 3, 64, 64).Constant("out", [1, 44], [1, 44], 0, (0, [.. Enumerable.Range(0, 44).Select(i => 10f + (i % 9 * 5))])), "coordinates of key points"),
        ["depth by name"] = (() => new TestModel(1, 3, 64, 64).Output("predicted_depth", "Relu", 1, 64, 64), "tell depths"),
        ["depth by its numbers"] = (() => new TestModel(1, 3, 64, 64).Constant("out", [1, 64, 64], [1, 64, 64], 300, (5, [700, 900])), "may be depths, or colours"),
        ["larger picture"] = (() => new TestModel(1, 3, 64, 64).Output("out", "Relu", 1, 3, 256, 256), "a picture comes out"),
        ["larger picture, grey"] = (() => new TestModel(1, 1, 64, 64).Output("out", "Relu", 1, 1, 192, 192), "a picture comes out"),
        ["picture of colours"] = (() => new TestModel(1, 3, 64, 64).Constant("out", [1, 3, 64, 64], [1, 3, 64, 64], 120, (5, [255, 3, 80])), "colours of a picture"),
        ["picture, 0..1"] = (() => new TestModel(1, 3, 64, 64).Constant("out", [1, 3, 64, 64], [1, 3, 64, 64], 0.6f, (5, [1, 0.1f])), "colours of a picture"),
        ["sound, a wave"] = (() => new TestModel(1, 16000).Output("out", "Relu", 1, 10), "sound"),
        ["sound, a wave without batch"] = (() => new TestModel(15600).Output("out", "Relu", 1, 521), "sound"),
        ["sound, bands"] = (() => new TestModel(1, 80, 3000).Output("out", "Relu", 1, 10), "sound"),
        ["sound, as a grey picture"] = (() => new TestModel("batch", 96, 64, 1).Output("out", "Relu", 1, 128), "sound"),
        ["a measure"] = (() => new TestModel(1, 3, 64, 64).Output("out", "Relu", 1, 1), "a single number"),
    }.ToImmutableDictionary();

    public static TheoryData<string> Kinds { get; } = [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Propose_TaskThatIsNoneHere_SaysWhatItSeemsToBe(string kind)
    {
        var proposal = Models[kind].Model().Propose();

        Assert.Null(proposal.Manifest);
        Assert.Contains(Models[kind].Expected, proposal.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Propose_LabelsForAsManyNumbers_MakesAClassifier()
    {
        var labels = LabelFile.Parse(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 196).Select(i => $"car {i}"))), "labels");

        Assert.Contains("type: classification", new TestModel(1, 3, 64, 64).Output("out", "Relu", 1, 196).Propose(new ProposalRequest { Name = "m", Labels = labels }).Manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Propose_DecoderThatTheUserChose_IsNoForeignTask() =>
        Assert.NotNull(new TestModel(1, 3, 64, 64).Output("out", "Relu", 1, 136).Propose(new ProposalRequest { Name = "m", Decoder = DecoderKind.Embedding }).Manifest);

    [Theory]
    [InlineData("embedding", "Relu", 1, 132)]
    [InlineData("out", "Softmax", 1, 196)]
    [InlineData("out", "Relu", 1, 512)]
    [InlineData("out", "Softmax", 1, 3, 64, 64)]
    public void Propose_ShapesThatAreOurs_AreNotRefused(string name, string op, params int[] shape) =>
        Assert.NotNull(new TestModel(1, 3, 64, 64).Output(name, op, [.. shape.Select(d => (long)d)]).Propose().Manifest);

    [Fact]
    public void Propose_MapWithoutALabel_WarnsThatItMayBeSomethingElse() =>
        Assert.Contains("a depth", new TestModel(1, 3, 64, 64).Constant("map", [1, 1, 64, 64], [1, 1, 64, 64], 0, (9, [0.9f])).Propose().Warning, StringComparison.Ordinal);
}
