using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxRuntime;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.TestKit;
using EdgeDaemon.Tests.Pipeline;

namespace EdgeDaemon.Tests.Models;

/// <summary>At its start the daemon uses the installed version of a model, or the newest before it that can be used, and knows why.</summary>
public sealed class ModelChoiceTests : IDisposable
{
    private readonly TestModels _models = new();
    private readonly TestModels _newer = new();
    private readonly TempDirectory _state = new();
    private readonly List<string> _told = [];

    [Fact]
    public void Open_OnlyOne_IsUsed()
    {
        _models.WriteColours("m");

        var (bundle, note) = Choose();

        Assert.Equal((ModelBundle.IdentityOf(Path.Combine(_models.Directory, "m")), ModelNote.None), (bundle.Identity, note));
        Assert.Empty(_told);
    }

    [Fact]
    public void Open_NewerInstalled_IsUsed()
    {
        InstallNewer();

        Assert.Equal((IdentityOf(_newer), ModelNote.None), IdentityAndNote());
    }

    [Fact]
    public void Open_NewerSeesSomethingElseInItsGoldenPictures_TheOneBeforeIsUsed()
    {
        InstallNewer(() => _newer.AddGolden("m", (0, 0, 255), "red"));

        Assert.Equal((IdentityOf(_models, 1), ModelNote.Golden), IdentityAndNote());
        Assert.Contains("one.png", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NewerIsDamaged_TheOneBeforeIsUsed()
    {
        InstallNewer();
        var file = Path.Combine(_models.Directory, "m", "model.onnx");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);

        Assert.Equal((IdentityOf(_models, 1), ModelNote.Unusable), IdentityAndNote());
        Assert.Contains("SHA-256", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NewerLacksALabelThatTheCameraNames_TheOneBeforeIsUsed()
    {
        _models.WriteColours("m");
        _newer.WriteHealth("m");
        _models.Install(_newer, "m");

        Assert.Equal((IdentityOf(_models, 1), ModelNote.Unusable), IdentityAndNote(labels: ["red"]));
    }

    [Fact]
    public void Open_EveryStartEndsInACrash_TheOneBeforeIsUsedFromTheFourthOn()
    {
        InstallNewer();

        for (var start = 0; start < ModelLedger.MostStarts; start++)
            Assert.Equal((IdentityOf(_newer), ModelNote.None), IdentityAndNote());

        Assert.Equal((IdentityOf(_models, 1), ModelNote.Crashed), IdentityAndNote());
        Assert.Equal((IdentityOf(_models, 1), ModelNote.Crashed), IdentityAndNote());
    }

    [Fact]
    public void Open_ProcessEndsInOrderEachTime_NewerStays()
    {
        InstallNewer();
        for (var start = 0; start < 10; start++)
        {
            var choice = Choice();
            choice.Open("m");
            choice.End();
        }

        Assert.Equal((IdentityOf(_newer), ModelNote.None), IdentityAndNote());
    }

    [Fact]
    public void Open_ProvenOnce_CrashesLaterAreNotTheModels()
    {
        InstallNewer();
        var choice = Choice();
        choice.Open("m");
        choice.Prove(0, hasLooked: true);

        for (var start = 0; start < 10; start++)
            Assert.Equal((IdentityOf(_newer), ModelNote.None), IdentityAndNote());
    }

    [Fact]
    public void Open_CameraWasAwayButTheProcessWentOn_PowerCutsDoNotAddUp()
    {
        InstallNewer();
        for (var start = 0; start < 10; start++)
        {
            var choice = Choice();
            choice.Open("m");
            choice.Prove(0, hasLooked: false);
        }

        Assert.Equal((IdentityOf(_newer), ModelNote.None), IdentityAndNote());
    }

    [Fact]
    public void Open_EveryVersionIsWithdrawn_TheOldestIsUsedAllTheSame()
    {
        InstallNewer();
        var ledger = new ModelLedger(_state.Path, _told.Add);
        ledger.Withdraw(IdentityOf(_newer), ModelNote.Slow);
        ledger.Withdraw(IdentityOf(_models, 1), ModelNote.Crashed);

        Assert.Equal((IdentityOf(_models, 1), ModelNote.Slow), IdentityAndNote());
    }

    public void Dispose()
    {
        _models.Dispose();
        _newer.Dispose();
        _state.Dispose();
    }

    private void InstallNewer(Action? change = null)
    {
        _models.WriteColours("m");
        _newer.WriteColours("m");
        _newer.AddGolden("m", (0, 0, 255), "blue");
        change?.Invoke();
        _models.Install(_newer, "m");
    }

    private static string IdentityOf(TestModels models) => ModelBundle.IdentityOf(Path.Combine(models.Directory, "m"));

    private static string IdentityOf(TestModels models, int number) => ModelBundle.IdentityOf(Path.Combine(models.Directory, "m.versions", $"{number}"));

    private (string, ModelNote) IdentityAndNote(params string[] labels) => Choose(labels) is var (bundle, note) ? (bundle.Identity, note) : default;

    private (ModelBundle Bundle, ModelNote Note) Choose(params string[] labels)
    {
        var choice = Choice(labels);
        var bundle = choice.Open("m");
        return (bundle, choice["m"].Note);
    }

    private ModelChoice Choice(params string[] labels)
    {
        var config = new DaemonConfig
        {
            DeviceId = "unit",
            ModelsDirectory = _models.Directory,
            Journal = new JournalConfig { Directory = _state.Path },
            Mqtt = new MqttConfig { Host = "", ClientId = "" },
            Cameras = [new CameraConfig { Name = "porch", Source = new SceneSourceConfig(), Model = "m", Labels = [.. labels] }],
        };
        return new ModelChoice(config, new ModelCatalog(config), new OnnxSessionFactory(), new ModelLedger(_state.Path, _told.Add), _told.Add);
    }
}
