using EdgeDaemon.Configuration;
using EdgeDaemon.Configuration.Yaml;
using EdgeDaemon.Inference;
using EdgeDaemon.Pipeline.Inferring;

namespace EdgeDaemon.Tests.Pipeline;

public sealed class ModelFitTests : IDisposable
{
    private readonly TestModels _models = new();

    public ModelFitTests()
    {
        _models.WriteDetector("detector", new Vision.Decoding.Detection(new(0, 0, 1, 1), 0, 0.9f));
        _models.WriteColours("colours");
        _models.WriteColours("shades");
        _models.WriteEmbedding("vectors");
        _models.WriteSegmentation("parts");
    }

    [Theory]
    [InlineData("detector", "")]
    [InlineData("colours", "")]
    [InlineData("parts", "")]
    [InlineData("detector", "colours", "vectors")]
    [InlineData("detector", "colours:car", "shades:person")]
    public void Check_ModelsThatGoTogether_Accepts(string model, params string[] then) => Check(Camera(model, then));

    [Theory]
    [InlineData("model 'vectors' makes feature vectors, which have no labels to report", "vectors", "")]
    [InlineData("'colours' is for classification", "colours", "shades")]
    [InlineData("'parts' is for segmentation", "parts", "colours")]
    [InlineData("model 'parts' is for segmentation; a model in 'then' must classify or make feature vectors", "detector", "parts")]
    [InlineData("model 'detector' is for detection; a model in 'then'", "detector", "detector")]
    [InlineData("lets 'colours' look at 'dog', which model 'detector' does not know", "detector", "colours:dog")]
    [InlineData("'colours' and 'shades' are both for classification and both look at 'car'", "detector", "colours", "shades:car")]
    public void Check_ModelsThatDoNot_SaysWhichAndWhy(string expected, string model, params string[] then) =>
        Assert.Contains(expected, Assert.ThrowsAny<InferenceException>(() => Check(Camera(model, then))).Message, StringComparison.Ordinal);

    [Fact]
    public void Check_ThresholdOfAnotherTask_NamesTheRightOne()
    {
        Assert.EndsWith("Use 'area_threshold'.", Refusal(Camera("parts") with { ScoreThreshold = 0.5 }), StringComparison.Ordinal);
        Assert.EndsWith("Use 'score_threshold'.", Refusal(Camera("detector") with { AreaThreshold = 0.5 }), StringComparison.Ordinal);
        Check(Camera("parts") with { AreaThreshold = 0.5 });

        string Refusal(CameraConfig camera) => Assert.ThrowsAny<InferenceException>(() => Check(camera)).Message;
    }

    [Theory]
    [InlineData("'red' in 'teach' is a label of model 'colours' already", "red", "vectors:person", "colours:car")]
    [InlineData("'car' in 'teach' is a label of model 'detector' already", "car", "vectors")]
    [InlineData("'colours' is for classification; only a model that makes feature vectors can be taught", "van", "colours")]
    [InlineData("'vectors' and 'colours' both give sub-labels and both look at 'car'", "van", "vectors", "colours:car")]
    [InlineData("'vectors' and 'others' both make feature vectors", "van", "vectors:person", "others:car")]
    public void Check_NamesThatCannotBeTaught_SaysWhyAndWhatToDo(string expected, string name, params string[] then)
    {
        _models.WriteEmbedding("others");
        var camera = Camera("detector", then);
        var taught = camera with { Then = camera.Then.SetItem(0, camera.Then[0] with { Teach = [name] }) };

        Assert.Contains(expected, Assert.ThrowsAny<InferenceException>(() => Check(taught)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ConditionCountsAnUnknownLabel_SaysWhich()
    {
        var camera = Camera("detector", "colours");
        Assert.True(YamlTypes.Condition.TryRead(new YamlValue(new YamlScalar("dog > 0 and car > 0", isPlain: true, 1, 1), "when", new YamlErrors("test")), out var when));

        var failure = Assert.ThrowsAny<InferenceException>(() => Check(camera with { Then = [camera.Then[0] with { When = when }] }));
        Assert.Contains("lets 'colours' look by 'dog', which model 'detector' does not know", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _models.Dispose();

    private void Check(CameraConfig camera) =>
        ModelFit.Check(camera, _models.Open(camera.Model!), [.. camera.Then.Select(second => _models.Open(second.Model))]);

    /// <summary><paramref name="then"/>: names of second models, each perhaps with <c>:LABEL</c>.</summary>
    private static CameraConfig Camera(string model, params string[] then) => new()
    {
        Name = "porch",
        Source = new SceneSourceConfig(),
        Model = model,
        Then = [.. then.Where(entry => entry.Length > 0).Select(entry => entry.Split(':')).Select(parts => new SecondModelConfig
        {
            Model = parts[0],
            Labels = [.. parts[1..]],
        })],
    };
}
