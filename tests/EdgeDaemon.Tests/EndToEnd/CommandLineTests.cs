using System.Diagnostics;
using System.Text.Json.Nodes;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal;
using EdgeDaemon.Scenes;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Mqtt;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>The commands as people and scripts call them: exit code, and one line that says what is wrong.</summary>
public sealed class CommandLineTests
{
    private const int NobodyListens = 1;

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("predict", "--model")]
    [InlineData("bench", "--model", "x", "--frames", "y", "--threads", "0")]
    [InlineData("bench", "--model", "x")]
    [InlineData("bench", "--model", "x", "--frames", "y", "--gate")]
    [InlineData("bench", "--model", "x", "--idle", "5", "--gate")]
    [InlineData("bench", "--model", "x", "--gate", "--paced", "10")]
    [InlineData("bench", "--model", "x", "--frames", "y", "--paced", "0")]
    public void WrongUsage_Exits64WithOneLine(params string[] arguments)
    {
        var (code, _, errors) = DaemonProcess.Run(arguments);

        Assert.Equal(64, code);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("--help", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no command 'wach'. Did you mean 'watch'?", "wach")]
    [InlineData("There is no option '--confg'. Did you mean '--config'?", "check", "--confg", "x")]
    [InlineData("There is no command 'ad'. Known here: ", "models", "ad")]
    public void WrongWord_NamesTheNearest(string expected, params string[] arguments) =>
        Assert.Contains(expected, DaemonProcess.Run(arguments).Errors, StringComparison.Ordinal);

    [Fact]
    public void Help_NamesEveryCommand()
    {
        var (code, text, _) = DaemonProcess.Run("--help");

        Assert.Equal(0, code);
        Assert.All(
            (string[])["run", "vision", "ingest", "check", "cameras", "snapshot", "schema", "predict", "bench", "watch", "audit", "doctor", "models",
                "record-trace", "replay-trace"],
            command => Assert.Contains($"\n  {command} ", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_ConfigurationInOrder_SaysSo()
    {
        using var device = new Installation(NobodyListens, "model: person-vehicle-animal\nhealth: {}\nsource: {type: scene}");

        var (code, text, errors) = DaemonProcess.Run("check", "--config", device.ConfigPath);

        Assert.True(code == 0, errors);
        Assert.Contains("in order", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SeveralFaults_TellsAllWithLineAndRemedyAndExits78()
    {
        using var device = new Installation(NobodyListens, "modell: x\nfps: 1000\nsource: {type: scene}");

        var (code, _, errors) = DaemonProcess.Run("check", "--config", device.ConfigPath);

        Assert.Equal(78, code);
        Assert.Contains("edgedaemon.yaml:7: cameras[0].modell", errors, StringComparison.Ordinal);
        Assert.Contains("'model'", errors, StringComparison.Ordinal);
        Assert.Contains("edgedaemon.yaml:8: cameras[0].fps", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model: person-vehicle-animl", "edgedaemon.yaml:7: model 'person-vehicle-animl'", "Did you mean 'person-vehicle-animal'?")]
    [InlineData("model: yolo", "edgedaemon.yaml:7: model 'yolo'", "Known here: camera-health, features, person-vehicle-animal.")]
    [InlineData("model: person-vehicle-animal\nlabel_thresholds:\n  persom: 0.5", "edgedaemon.yaml:9: Camera 'porch' asks for 'persom'", "Did you mean 'person'?")]
    [InlineData("model: person-vehicle-animal\nlabels:\n  - person\n  - unicorn", "edgedaemon.yaml:10: Camera 'porch' asks for 'unicorn'", "Known here: person, vehicle, animal.")]
    [InlineData("model: person-vehicle-animal\nthen:\n  - {model: person-vehicle-animal}", "edgedaemon.yaml:7: Camera 'porch'", "'then' must classify")]
    public void Check_ModelOrLabelThatIsNotThere_TellsLineAndRemedy(string camera, string place, string remedy)
    {
        using var device = new Installation(NobodyListens, camera + "\nsource: {type: scene}");

        var (code, _, errors) = DaemonProcess.Run("check", "--config", device.ConfigPath);

        Assert.Equal(78, code);
        Assert.Contains(place, errors, StringComparison.Ordinal);
        Assert.Contains(remedy, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rtsp://admin:hun#ter2@cam/s1", "the character # in its user or password. Write %23 for it.")]
    [InlineData("rtsp://admin:hun/ter2@cam/s1", "the character / in its user or password. Write %2F for it.")]
    [InlineData("rtmp://admin:hunter2@cam/s1", "the scheme 'rtmp', which is not supported")]
    public void Check_FileWithoutAnAddress_Exits78WithLineAndWithoutThePassword(string address, string problem)
    {
        using var device = new Installation(NobodyListens, "health: {}\nsource: {type: network, url_file: url, socket: s.sock}");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(device.ConfigPath)!, "url"), address + "\n");

        var (code, _, errors) = DaemonProcess.Run("check", "--config", device.ConfigPath);

        Assert.Equal(78, code);
        Assert.Contains("url:1: this is no address of a camera.", errors, StringComparison.Ordinal);
        Assert.Contains(problem, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("ter2", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_AddressFileThatIsNotThereOrInCapitals_IsNoFault()
    {
        using var device = new Installation(NobodyListens, "health: {}\nsource: {type: network, url_file: url, socket: s.sock}");
        var (missing, _, warning) = DaemonProcess.Run("check", "--config", device.ConfigPath);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(device.ConfigPath)!, "url"), "RTSP://cam/s1\n");
        var (capitals, _, errors) = DaemonProcess.Run("check", "--config", device.ConfigPath);

        Assert.Equal((0, 0), (missing, capitals));
        Assert.Contains("warning: The camera's address cannot be read", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("address", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model: no-such-model", "no-such-model")]
    [InlineData("model: person-vehicle-animal\nlabels: [unicorn]", "unicorn")]
    [InlineData("health: {model: person-vehicle-animal}", "person")]
    public void Vision_ModelThatCannotDoWhatIsAsked_Exits78AndNamesIt(string camera, string named)
    {
        using var device = new Installation(NobodyListens, camera + "\nsource: {type: scene}");

        var (code, _, errors) = DaemonProcess.Run("vision", "--config", device.ConfigPath);

        Assert.Equal(78, code);
        Assert.Contains(named, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Vision_JournalOfARunningDaemon_IsRefusedAndNamesTheHolder()
    {
        using var device = new Installation(NobodyListens, "health: {}\nsource: {type: scene}");
        using var first = DaemonProcess.Vision("vision", "--config", device.ConfigPath);
        Assert.True(first.WaitFor("open, boot epoch"), first.Errors);

        var (code, _, errors) = DaemonProcess.Run("vision", "--config", device.ConfigPath);

        Assert.Equal(74, code);
        Assert.Contains($"{first.Id}", errors, StringComparison.Ordinal);
        Assert.False(first.HasExited);
    }

    [Fact]
    public void Predict_PipeOrDevice_IsRefusedAtOnce()
    {
        using var folder = new TempDirectory();
        Process.Start("mkfifo", [folder["pipe.jpg"]]).WaitForExit();

        var (code, _, errors) = DaemonProcess.Run("predict", "--model", Path.Combine(Installation.BundledModels, "camera-health"), folder["pipe.jpg"], "/dev/zero");

        Assert.Equal(66, code);
        Assert.Contains("pipe.jpg': not a regular file", errors, StringComparison.Ordinal);
        Assert.Contains("'/dev/zero': not a regular file", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_DamagedPictureAmongGoodOnes_ReportsItAndGoesOn()
    {
        using var device = new Installation(NobodyListens, "health: {}\nsource: {type: scene}");
        var pictures = device.DrawPictures(SceneCondition.Ok, SceneCondition.Dark);
        var damaged = Path.Combine(pictures, "damaged.jpg");
        File.WriteAllBytes(damaged, [0xFF, 0xD8, 0xFF, 0xE0]);

        var (code, lines, errors) = DaemonProcess.Run(
            "predict", "--model", Path.Combine(Installation.BundledModels, "camera-health"), "--json",
            Path.Combine(pictures, "000.png"), damaged, Path.Combine(pictures, "001.png"));

        Assert.Equal(65, code);
        Assert.Contains(damaged, errors, StringComparison.Ordinal);
        var best = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string)JsonNode.Parse(line)!["labels"]![0]!["label"]!);
        Assert.Equal(["ok", "dark"], best);
    }

    [Fact]
    public void Predict_ModelWithAFlippedBit_IsRefusedByItsDigest()
    {
        using var folder = new TempDirectory();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Installation.BundledModels, "camera-health")))
            File.Copy(file, folder[Path.GetFileName(file)]);
        var bytes = File.ReadAllBytes(folder["model.onnx"]);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(folder["model.onnx"], bytes);

        var (code, _, errors) = DaemonProcess.Run("predict", "--model", folder.Path, "x.png");

        Assert.Equal(65, code);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("model.onnx", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutOnnxRuntime_Exits69AndNamesIt()
    {
        using var device = new Installation(NobodyListens, "health: {}\nsource: {type: scene}");
        var picture = Path.Combine(device.DrawPictures(SceneCondition.Ok), "000.png");
        string[][] commands = [["predict", "--model", Path.Combine(Installation.BundledModels, "camera-health"), picture], ["vision", "--config", device.ConfigPath]];

        Assert.All(commands, arguments =>
        {
            using var folder = new TempDirectory();
            var (code, _, errors) = DaemonProcess.RunWithoutLibraries(folder.Path, arguments);

            Assert.Equal(69, code);
            Assert.Contains("edgedaemon: ONNX Runtime cannot be loaded", errors, StringComparison.Ordinal);
            Assert.Contains("libonnxruntime.so", errors, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Predict_FewerLabelsThanClasses_SaysBothNumbers()
    {
        using var folder = new TempDirectory();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Installation.BundledModels, "camera-health")))
            File.Copy(file, folder[Path.GetFileName(file)]);
        File.WriteAllText(folder["labels.txt"], "ok\ndark\n");
        Directory.CreateDirectory(folder["golden"]);
        BundleWriter.WriteDigests(folder.Path);

        var (code, _, errors) = DaemonProcess.Run("predict", "--model", folder.Path, "x.png");

        Assert.Equal(65, code);
        Assert.Contains('2', errors);
        Assert.Contains('5', errors);
    }

    [Fact]
    public void ModelsInspect_BareModel_SaysWhatItIsAndProposesAManifest()
    {
        var model = Path.Combine(Installation.BundledModels, "person-vehicle-animal", "model.onnx");

        var (code, text, errors) = DaemonProcess.Run("models", "inspect", model);

        Assert.True(code == 0, errors);
        Assert.Contains("input   'image' float32[1, 3, 160, 160]", text, StringComparison.Ordinal);
        Assert.Contains("Int8QuantizeDequantize", text, StringComparison.Ordinal);
        Assert.Contains("type: centroid", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelsInspect_Options_ShowInTheManifest()
    {
        var model = Path.Combine(Installation.BundledModels, "camera-health", "model.onnx");

        var (code, text, errors) = DaemonProcess.Run("models", "inspect", model, "--mean", "1.5", "--set", "decoder.top_k=2", "--decoder", "classification");

        Assert.True(code == 0, errors);
        Assert.Contains("mean: [1.5, 1.5, 1.5]", text, StringComparison.Ordinal);
        Assert.Contains("top_k: 2", text, StringComparison.Ordinal);
        Assert.Contains("give 5 with --labels", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelsInspect_NamesThatWouldSteerATerminal_AreMadeHarmless()
    {
        using var folder = new TempDirectory();
        File.WriteAllBytes(folder["model.onnx"], new OnnxModelBuilder(new OnnxGraph().Input("a\u001b[2Jb", OnnxType.Float, 1, 3, 8, 8)
            .Output("out", OnnxType.Float, 1, 3, 8, 8).Node("Relu", ["a\u001b[2Jb"], ["out"])).ToBytes());

        var (_, text, _) = DaemonProcess.Run("models", "inspect", folder["model.onnx"]);

        Assert.Contains("'a?[2Jb'", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void ModelsInspect_NoModel_ExitsWithOneLine()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["not.onnx"], "this is no model");

        var (code, _, errors) = DaemonProcess.Run("models", "inspect", folder["not.onnx"]);

        Assert.Equal(65, code);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void ModelsInspect_FileThatIsNotThere_Exits66()
    {
        var (code, _, errors) = DaemonProcess.Run("models", "inspect", "/nowhere/at/all.onnx");

        Assert.Equal(66, code);
        Assert.Contains("/nowhere/at/all.onnx", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_IsJson()
    {
        var (code, text, _) = DaemonProcess.Run("schema");

        Assert.Equal(0, code);
        Assert.NotNull(JsonNode.Parse(text)!["properties"]!["cameras"]);
    }

    [Fact]
    public void Run_SceneThatEnds_LabelsArriveAndBothProcessesEndByThemselves()
    {
        DaemonProcess.SkipWhereEmulated();
        using var broker = MosquittoBroker.Run();
        // Every frame is decided, however slow the machine is; of so many, one at least is due for a look.
        using var device = new Installation(broker.Port, """
            health: {interval: 0.1s, agreeing_looks: 1}
            source: {type: scene, fps: null, loop: false, script: [{condition: ok, frames: 30}, {condition: dark, frames: 400}]}
            """);
        using var subscriber = new MqttSubscriber(broker.Port, "edgedaemon/unit/#");

        var (code, _, errors) = DaemonProcess.Run("run", "--config", device.ConfigPath);

        Assert.True(code == 0, errors);
        // A state that was over before the publisher had connected is told by the journal alone.
        Assert.Equal("dark", subscriber.Messages.Last(m => m.Topic.EndsWith("/health", StringComparison.Ordinal) && m.Payload is not "unknown").Payload);
        Assert.Equal("offline", subscriber.Messages.Last(m => m.Topic.EndsWith("/availability", StringComparison.Ordinal)).Payload);
        var (audit, summary, _) = DaemonProcess.Run("audit", "--config", device.ConfigPath);
        Assert.Equal(0, audit);
        Assert.Matches("(?s)health ok.*health dark", summary);
        Assert.Contains("The journal is intact.", summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Audit_CursorAheadAndRecordsSetAside_CountsBothAndNamesThem()
    {
        using var device = new Installation(NobodyListens, "health: {}\nsource: {type: scene}");
        RecordId last;
        using (var writer = JournalWriter.Open(device.Journal, new JournalFileSystem(), TimeProvider.System, 0))
            last = writer.Append(LabelRecord.Of(LabelRecordKind.ConfigChange));
        using (var cursor = JournalCursor.Open(device.Journal, new JournalFileSystem()))
            cursor.Advance(new RecordId(last.BootEpoch, last.Sequence + 2086));
        var setAside = SetAsideList.Load(Path.Combine(device.Journal.CursorDirectory, SetAsideList.FileName), Assert.Fail);
        setAside.Add(last, "it has label 99");
        setAside.Save();

        var (code, text, _) = DaemonProcess.Run("audit", "--config", device.ConfigPath);

        Assert.Equal(1, code);
        Assert.Contains("2086 records are missing at the end", text, StringComparison.Ordinal);
        Assert.Contains($"can never be published: 1. The last of them:\n  {last} it has label 99\n", text, StringComparison.Ordinal);
        Assert.EndsWith("The journal is NOT intact.\n", text, StringComparison.Ordinal);
        Assert.Contains("2086 records are missing at the end", DaemonProcess.Run("doctor", "--config", device.ConfigPath).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NoBroker_KeepsLabelsUntilOneComes()
    {
        using var broker = new MosquittoBroker();
        using var device = new Installation(broker.Port, "health: {interval: 0.1s}\nsource: {type: scene, fps: 20}");
        using var vision = DaemonProcess.Vision("vision", "--config", device.ConfigPath);
        using var publisher = DaemonProcess.Publisher("--config", device.ConfigPath);
        Assert.True(publisher.WaitFor("Trying again"), publisher.Errors);

        broker.Start();
        using var subscriber = new MqttSubscriber(broker.Port, "edgedaemon/unit/porch/health");

        Assert.True(subscriber.WaitFor("edgedaemon/unit/porch/health", "ok"), publisher.Errors);
    }

    [Fact]
    public void Vision_Reload_AppliesLiveKeysAndKeepsTheRestOnError()
    {
        using var device = new Installation(NobodyListens, "health: {}\nsource: {type: scene}");
        using var vision = DaemonProcess.Vision("vision", "--config", device.ConfigPath);
        WaitFor("open: drawn scene");

        device.Configure(NobodyListens, "health: {interval: 2s}\nfps: 2\nsource: {type: scene, seed: 9}");
        vision.Signal("HUP");
        WaitFor("cameras[porch].fps: 5 → 2");
        WaitFor("takes a restart");
        device.Configure(NobodyListens, "health: {interval: never}\nsource: {type: scene}");
        vision.Signal("HUP");
        WaitFor("the last good configuration stays");

        Assert.Equal(0, vision.Terminate());

        void WaitFor(string text) => Assert.True(vision.WaitFor(text), $"'{text}' never came: {vision.Errors}");
    }
}
