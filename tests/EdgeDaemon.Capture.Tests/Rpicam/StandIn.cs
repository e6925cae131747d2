using System.Diagnostics;
using System.Runtime.Versioning;
using EdgeDaemon.Capture.Rpicam;
using EdgeDaemon.TestKit;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Capture.Tests.Rpicam;

/// <summary>
/// A stand-in for <c>rpicam-vid</c>, which cannot be had on the machines that these tests run on: a script of that name. That the real
/// program writes the same stream of bytes is taken from its documentation and source, not tried here.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class StandIn : IDisposable
{
    private readonly TempDirectory _folder = new();

    /// <param name="script">What it does, in the language of sh.</param>
    public StandIn(string script)
    {
        File.WriteAllText(_folder["script"], $"#!/bin/sh\necho \"$@\" > '{_folder["arguments"]}'\nenv > '{_folder["environment"]}'\n{script}\n");

        // Not written by this process: what another test starts meanwhile would hold it open for writing, and then it is "busy".
        using var install = Process.Start("install", ["-m", "700", _folder["script"], Path]);
        install.WaitForExit();
        Assert.Equal(0, install.ExitCode);
    }

    public string Path => _folder["rpicam-vid"];

    public string Arguments => File.ReadAllText(_folder["arguments"]).Trim();

    public string[] Environment => File.ReadAllLines(_folder["environment"]);

    public string this[string file] => _folder[file];

    public RpicamSource Source(RpicamOptions options, FramePool? pool = null, TimeProvider? time = null) =>
        new(options, pool ?? new FramePool(), time ?? TimeProvider.System) { StandIn = Path };

    public void Dispose() => _folder.Dispose();
}
