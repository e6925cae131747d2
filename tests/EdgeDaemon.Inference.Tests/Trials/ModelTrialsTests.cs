using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Inference.Trials;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;

namespace EdgeDaemon.Inference.Tests.Trials;

public sealed class ModelTrialsTests
{
    private static readonly InferenceSessionOptions WithLoops = new() { Limits = new OnnxLimits { AllowControlFlow = true } };
    private static readonly byte[] Sound = OnnxModelBuilder.Identity(OnnxType.Float, "batch", 3, 4);
    private static readonly byte[] Broken = new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, 4).Output("y", OnnxType.Float, 4).Node("Relu", ["x", "x"], ["y"])).ToBytes();

    private readonly List<string> _told = [];

    [Fact]
    public void Require_SoundModel_PassesAndSaysWhatItTakes()
    {
        var result = Trials().Require("m", Sound, new InferenceSessionOptions());

        Assert.Null(result.Failure);
        Assert.InRange(result.PeakKib, 1, 64 << 10);
        Assert.Equal([[1, 3, 4]], result.Outputs);
        Assert.StartsWith("Model 'm' passed its trial: ", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Fact]
    public void Require_OutputsWhoseSizeHangsOnThePicture_StayOpen()
    {
        var model = new OnnxModelBuilder(new OnnxGraph().Input("x", OnnxType.Float, 1, 8).Output("y", OnnxType.Int64, 2, "count").Node("NonZero", ["x"], ["y"])).ToBytes();

        Assert.Equal([[2, -1]], Trials().Require("m", model, new InferenceSessionOptions()).Outputs);
    }

    [Theory]
    [InlineData("ConstantOfShape")]
    [InlineData("Expand")]
    [InlineData("Tile")]
    [InlineData("Hoard")]
    [InlineData("DoublingLoop")]
    public void Require_MemoryBomb_CostsOneLine(string bomb)
    {
        byte[] model = bomb switch
        {
            "ConstantOfShape" => HungryModels.ConstantOfShape,
            "Expand" => HungryModels.Expand,
            "Tile" => HungryModels.Tile,
            "Hoard" => HungryModels.Hoard,
            _ => HungryModels.DoublingLoop,
        };

        // A runtime that compiles as it runs may find no memory left to tell; then the end of the process does.
        Assert.Matches("It may take 384 MiB; choose or export a smaller model.$|^Model 'm' failed its trial: ", FailureOf(model));
    }

    [Fact]
    public void Require_ConstantLargerThanItMayTake_CostsOneLine() =>
        Assert.EndsWith("It may take 32 MiB; choose or export a smaller model.", FailureOf(HungryModels.HugeConstant(48 << 20), new TrialLimits { MemoryBytes = 32 << 20 }), StringComparison.Ordinal);

    [Theory]
    [InlineData("loop")]
    [InlineData("folding")]
    public void Require_ModelThatNeverEnds_IsEndedByTheKernel(string kind) => Assert.Equal(
        "Model 'm' failed its trial: it used more than 2 s of a processor.",
        FailureOf(kind == "loop" ? HungryModels.EndlessLoop : HungryModels.EndlessFolding, new TrialLimits { ProcessorTime = TimeSpan.FromSeconds(2) }));

    [Fact]
    public void Require_ModelThatIsNotDoneInTime_IsEnded() => Assert.Equal(
        "Model 'm' failed its trial: it was not done after 0.001 s.",
        FailureOf(HungryModels.EndlessLoop, new TrialLimits { Deadline = TimeSpan.FromMilliseconds(1) }));

    [Fact]
    public void Require_ModelThatCrashesOnnxRuntime_CostsOneLine()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "Elsewhere a division that overflows has a result.");

        Assert.Equal("Model 'm' failed its trial: it crashed the process that tried it, with SIGFPE.", FailureOf(HungryModels.OverflowingDivision));
    }

    [Fact]
    public void Require_ModelThatOnnxRuntimeRefuses_SaysWhatItWouldSayHere()
    {
        var here = Assert.Throws<InferenceException>(() => OnnxRuntime.Engine.Load("m", Broken));

        Assert.Equal(here.Message, FailureOf(Broken));
    }

    [Fact]
    public void Require_ModelThatPassed_IsNotTriedAgain()
    {
        using var folder = new TempDirectory();
        var first = Trials(folder["trials.txt"]).Require("m", Sound, new InferenceSessionOptions());

        var kept = Trials(folder["trials.txt"]).Require("other name", Sound, new InferenceSessionOptions());

        Assert.Single(_told);
        Assert.Equal(first.PeakKib, kept.PeakKib);
        Assert.Equal(first.Outputs, kept.Outputs);
    }

    [Fact]
    public void Require_AnotherModelOrUse_IsTried()
    {
        using var folder = new TempDirectory();
        var trials = Trials(folder["trials.txt"]);
        trials.Require("m", Sound, new InferenceSessionOptions());

        trials.Require("m", OnnxModelBuilder.Identity(OnnxType.Float, "batch", 3, 5), new InferenceSessionOptions());
        trials.Require("m", Sound, new InferenceSessionOptions { AsWritten = true });

        Assert.Equal(3, _told.Count);
    }

    [Fact]
    public void Require_ModelThatFailed_IsToldFromMemoryUntilItIsToBeTriedAgain()
    {
        using var folder = new TempDirectory();
        var file = folder["trials.txt"];
        var first = Failure(Trials(file), Broken);
        var before = File.ReadAllText(file);
        var later = new ManualTimeProvider();
        later.Advance(TimeSpan.FromDays(40_000));

        var kept = Failure(new ModelTrials(new TrialFile(file), retry: false, time: later), Broken);
        Assert.StartsWith(first, kept, StringComparison.Ordinal);
        Assert.Contains(file, kept, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(file));

        Assert.Equal(first, Failure(new ModelTrials(new TrialFile(file), retry: true, time: later), Broken));
        Assert.NotEqual(before, File.ReadAllText(file));
    }

    [Theory]
    [InlineData("passed", "Passed")]
    [InlineData(" 15 1,3,4", "")]
    public void Require_ResultThatWasChanged_IsNone(string text, string instead)
    {
        using var folder = new TempDirectory();
        Trials(folder["trials.txt"]).Require("m", Sound, new InferenceSessionOptions());
        var kept = File.ReadAllText(folder["trials.txt"]);
        File.WriteAllText(folder["trials.txt"], kept.Contains(text, StringComparison.Ordinal) ? kept.Replace(text, instead, StringComparison.Ordinal) : kept[1..]);

        Trials(folder["trials.txt"]).Require("m", Sound, new InferenceSessionOptions());

        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public void Require_FirstPlaceCannotBeWritten_KeepsItInTheSecond()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["file"], "");
        var file = new TrialFile(folder["file", "trials.txt"], folder["cache", "trials.txt"]);

        new ModelTrials(file, retry: false, _told.Add).Require("m", Sound, new InferenceSessionOptions());
        new ModelTrials(file, retry: false, _told.Add).Require("m", Sound, new InferenceSessionOptions());

        Assert.Single(_told);
    }

    [Fact]
    public void Require_NoPlaceCanBeWritten_IsToldAndTheModelUsed()
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["file"], "");

        var result = Trials(folder["file", "trials.txt"]).Require("m", Sound, new InferenceSessionOptions());

        Assert.Null(result.Failure);
        Assert.Contains("cannot be kept in", _told[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Keep_MoreThanFits_ForgetsTheOldest()
    {
        using var folder = new TempDirectory();
        var file = new TrialFile(folder["trials.txt"]);
        for (var i = 0; i < 100; i++)
            file.Keep(string.Create(CultureInfo.InvariantCulture, $"{i:d64}"), TrialResult.Failed("why"), DateTimeOffset.UnixEpoch);

        Assert.Null(file.Find($"{35:d64}"));
        Assert.Equal("why", file.Find($"{36:d64}")?.Result.Failure);
        Assert.Equal(64, File.ReadAllLines(folder["trials.txt"]).Length);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void TrialProcess_WhileItTries_IsUnderTheKernelsLimitsAndEndsWithItsParent()
    {
        using var folder = new TempDirectory();
        using (var writer = new BinaryWriter(File.Create(folder["input"]), Encoding.UTF8))
        {
            TrialRequest.For(WithLoops, new TrialLimits()).Write(writer);
            writer.Write(HungryModels.EndlessLoop.Length);
            writer.Write(HungryModels.EndlessLoop);
        }

        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", "\"$0\" try-model <\"$1\" & echo $!; wait", Environment.ProcessPath!, folder["input"]]) { RedirectStandardOutput = true })!;
        var child = parent.StandardOutput.ReadLine();
        string[] limits = [];
        Until(() => (limits = File.ReadAllLines($"/proc/{child}/limits")).Any(line => line.StartsWith("Max address space", StringComparison.Ordinal) && !line.Contains("unlimited", StringComparison.Ordinal)));
        Assert.Matches(@"^Max file size +0 +0 ", limits.Single(line => line.StartsWith("Max file size", StringComparison.Ordinal)));
        Assert.Matches(@"^Max core file size +0 +0 ", limits.Single(line => line.StartsWith("Max core file size", StringComparison.Ordinal)));
        Assert.Matches(@"^Max cpu time +\d+ +\d+ ", limits.Single(line => line.StartsWith("Max cpu time", StringComparison.Ordinal)));
        Assert.Equal("1000", File.ReadAllText($"/proc/{child}/oom_score_adj").Trim());

        parent.Kill();
        Until(() => !Directory.Exists($"/proc/{child}") || File.ReadAllText($"/proc/{child}/stat").Contains(") Z ", StringComparison.Ordinal));
    }

    private ModelTrials Trials(string? file = null) => new(file is null ? null : new TrialFile(file), retry: false, _told.Add);

    private static string FailureOf(byte[] model, TrialLimits? limits = null) => Failure(new ModelTrials(null, retry: false, limits: limits), model);

    private static string Failure(ModelTrials trials, byte[] model)
    {
        OnnxGuard.Check(model, WithLoops.Limits);
        var error = Assert.Throws<InferenceException>(() => trials.Require("m", model, WithLoops));
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }

    private static void Until(Func<bool> isSo)
    {
        for (var i = 0; !isSo(); i++)
        {
            Assert.True(i < 600, "it did not come to that within a minute");
            Thread.Sleep(100);
        }
    }
}
