using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Http;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary><c>models get</c> and <c>models list</c>, as people call them, with a server of the test's own as the mirror.</summary>
public sealed class ModelsGetTests : IDisposable
{
    private static readonly byte[] Model = File.ReadAllBytes(Path.Combine(Installation.BundledModels, "camera-health", "model.onnx"));

    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Get_FromAMirror_IsAModelLikeAnyOther()
    {
        DaemonProcess.SkipWhereEmulated();
        using var server = new FileServer(FileServer.File(Model, breakAfter: 100_000), FileServer.File(Model));

        var (code, text, errors) = Get("--mirror", new Uri(server.Address, "models").ToString());

        Assert.True(code == 0, errors);
        Assert.Contains("health: added", text, StringComparison.Ordinal);
        Assert.StartsWith("GET /models/health.onnx ", server.Requests[0], StringComparison.Ordinal);
        var bundle = ModelBundle.Open(_folder["models", "health"]);
        Assert.Equal(Model, bundle.Model.ToArray());
        Assert.Equal(("BSD-3-Clause", "ok"), (bundle.Manifest.Licence, bundle.Labels.Names[0]));
        Assert.Equal([255, 255, 255], bundle.Manifest.Input.Std);
        Assert.Contains("health: classification by classification, 96×96, 5 labels, BSD-3-Clause", DaemonProcess.Run("models", "list", "--models", _folder["models"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_AnotherFile_IsThrownAwayAndNothingIsThere()
    {
        DaemonProcess.SkipWhereEmulated();
        using var server = new FileServer(FileServer.File([.. Model[1..], 0]));

        var (code, _, errors) = Get("--mirror", server.Address.ToString());

        Assert.Equal(65, code);
        Assert.Contains("the catalogue says", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["models"]));
    }

    [Fact]
    public void Get_FileAtHand_IsCheckedLikeOneThatWasFetched()
    {
        File.WriteAllBytes(_folder["right.onnx"], Model);
        File.WriteAllBytes(_folder["wrong.onnx"], [.. Model[1..], 0]);

        var wrong = Get("--file", _folder["wrong.onnx"]);
        var right = Get("--file", _folder["right.onnx"]);

        Assert.Equal(65, wrong.ExitCode);
        Assert.Contains("not the file that the catalogue names", wrong.Errors, StringComparison.Ordinal);
        Assert.True(right.ExitCode == 0, right.Errors);
        Assert.True(File.Exists(_folder["right.onnx"]));
    }

    [Fact]
    public void Get_NameThatIsNotOffered_NamesTheNearest()
    {
        var (code, _, errors) = DaemonProcess.Run("models", "get", "yunett");

        Assert.Equal(64, code);
        Assert.Contains("'yunet'", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_OfferWithoutLabels_AsksBeforeAnythingIsFetched() =>
        Assert.Contains("--labels FILE", DaemonProcess.Run("models", "get", "squeezenet", "--models", _folder["models"]).Errors, StringComparison.Ordinal);

    [Fact]
    public void ListAvailable_ShowsWhatIsOffered()
    {
        var (code, text, _) = DaemonProcess.Run("models", "list", "--available");

        Assert.Equal(0, code);
        Assert.Contains("fastestdet: ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("AGPL", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Fetch_FullDisk_SaysSoAndKeepsNothing()
    {
        DaemonProcess.SkipWhereEmulated();
        using var server = new FileServer(FileServer.File(Model));
        WriteCatalogue();
        Directory.CreateDirectory(_folder["disk"]);

        // A disk of 32 KiB, which only these processes see.
        const string Script = "mount -t tmpfs -o size=32k none \"$1\" || exit 111; \"$2\" fetch health --catalogue \"$3\" --to \"$1/health.onnx\" --mirror \"$4\"; code=$?; ls -A \"$1\"; exit $code";
        using var shell = Process.Start(new ProcessStartInfo(
            "unshare", ["--user", "--map-root-user", "--mount", "bash", "-c", Script, "-", _folder["disk"], Path.Combine(AppContext.BaseDirectory, "edgedaemon-publish"), _folder["catalogue.yaml"], server.Address.ToString()])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var (left, errors) = (shell.StandardOutput.ReadToEnd(), shell.StandardError.ReadToEnd());
        shell.WaitForExit();

        Assert.SkipWhen(shell.ExitCode is 1 or 111, $"No disk of one's own can be mounted here: {errors}");
        Assert.Equal(74, shell.ExitCode);
        Assert.Contains("health.onnx.part: cannot be written", errors, StringComparison.Ordinal);
        Assert.Contains("Is the disk full?", errors, StringComparison.Ordinal);
        Assert.Empty(left);
    }

    private (int ExitCode, string Output, string Errors) Get(params string[] arguments)
    {
        WriteCatalogue();
        return DaemonProcess.Run(["models", "get", "health", "--catalogue", _folder["catalogue.yaml"], "--models", _folder["models"], .. arguments]);
    }

    private void WriteCatalogue() => File.WriteAllText(_folder["catalogue.yaml"], string.Create(CultureInfo.InvariantCulture, $$"""
        labels: {health: [ok, dark, overexposed, blurred, covered]}
        models:
          health:
            for: telling what is wrong with a camera
            measured: nothing
            licence: BSD-3-Clause
            address: https://host.invalid/health.onnx
            sha256: {{Convert.ToHexStringLower(SHA256.HashData(Model))}}
            bytes: {{Model.Length}}
            labels: health
            options: --resize stretch --mean 0 --std 255

        """));
}
