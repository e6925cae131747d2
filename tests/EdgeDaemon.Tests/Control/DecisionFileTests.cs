using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Tests.Control;

/// <summary>The file of the privacy decisions: what was written is read, and what is not exactly that is the strictest.</summary>
public sealed class DecisionFileTests : IDisposable
{
    private static readonly ImmutableArray<string> Cameras = ["porch", "yard"];
    private readonly TempDirectory _folder = new();
    private readonly List<string> _told = [];

    private string FilePath => _folder["privacy.txt"];

    public static TheoryData<string, string> Damages => new()
    {
        { "empty", "it is empty" },
        { "one letter", "checksum" },
        { "cut", "checksum" },
        { "more behind it", "checksum" },
        { "no digest", "checksum" },
        { "other version", "expected 'edgedaemon-privacy 1'" },
        { "older build", "checksum" },
        { "unknown word", "line 3, 'level porch silhouette operator', is no decision" },
        { "number too large", "line 3, 'pause porch operator 99999999999', is no decision" },
        { "too large", "at most" },
        { "folder", "not a regular file" },
        { "pipe", "not a regular file" },
        { "endless device", "not a regular file" },
        { "gone", "No such file" },
    };

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        CameraDecisions[] decided =
        [
            new(new LevelDecision(PrivacyLevel.Count, DecisionOrigin.Network), new PauseDecision(DecisionOrigin.Operator, Seconds(3700)), new PauseDecision(DecisionOrigin.Network, PauseDecision.Endless)),
            CameraDecisions.Strictest,
        ];
        Assert.True(Open(at: 50).TrySave(decided, Seconds(100)));

        var read = Open(at: 100);
        Assert.Equal(decided, new[] { read.Of(0), read.Of(1) });
        Assert.Empty(_told);
    }

    [Theory]
    [InlineData("boot", 100, 3600)] // went on at once
    [InlineData("boot", 1100, 2600)] // a crash that lasted: the monotonic clock knows
    [InlineData("boot", 9000, 0)] // over meanwhile
    [InlineData("boot", 5, 3600)] // a clock that went back: nothing is known to have passed
    [InlineData("next", 9000, 3600)] // the machine was started again: nobody knows how long it was off
    public void Read_PauseOfAnHour_IsNeverShorterThanTimeThatPassed(string boot, int at, int left)
    {
        Open(at: 50).TrySave([new(null, new PauseDecision(DecisionOrigin.Operator, Seconds(3700)), null), default], Seconds(100));

        Assert.Equal(left, Math.Max(0, (Open(at, boot).Of(0).Pause!.Value.End - Seconds(at)).TotalSeconds));
    }

    [Fact]
    public void Read_NeverWritten_IsNoDecision()
    {
        var file = Open();

        Assert.Equal((default, default), (file.Of(0), file.Of(1)));
        Assert.Empty(_told);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Read_NotWhatWasWritten_IsTheStrictestAndSaysHowToLeaveIt(string damage, string reason)
    {
        Open().TrySave([new(new LevelDecision(PrivacyLevel.Track, DecisionOrigin.Operator), null, null), default], default);
        Damage(damage);

        var file = Open();

        Assert.Equal((CameraDecisions.Strictest, CameraDecisions.Strictest), (file.Of(0), file.Of(1)));
        Assert.Contains(reason, Assert.Single(_told), StringComparison.Ordinal);
        Assert.Contains(FilePath, _told[0], StringComparison.Ordinal);
        Assert.Contains("'edgedaemon command resume'", _told[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EveryByteChanged_IsTheStrictest()
    {
        Open().TrySave([new(new LevelDecision(PrivacyLevel.Count, DecisionOrigin.Operator), null, null), default], default);
        var bytes = File.ReadAllBytes(FilePath);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var bit in new byte[] { 1, 0x20, 0x80 })
            {
                bytes[i] ^= bit;
                File.WriteAllBytes(FilePath, bytes);
                Assert.True(Open().Of(0) == CameraDecisions.Strictest, $"byte {i}, bit {bit}");
                bytes[i] ^= bit;
            }

            File.WriteAllBytes(FilePath, bytes[..i]);
            Assert.True(Open().Of(0) == CameraDecisions.Strictest, $"cut at {i}");
        }
    }

    [Fact]
    public void TrySave_CameraThatIsNotConfiguredNow_KeepsWhatWasDecided()
    {
        var decided = new CameraDecisions(new LevelDecision(PrivacyLevel.Count, DecisionOrigin.Operator), null, null);
        Open().TrySave([default, decided], default);
        new DecisionFile(_folder.Path, ["porch"], "boot", default, _told.Add).TrySave([default], default);

        Assert.Equal(decided, Open().Of(1));
    }

    public void Dispose() => _folder.Dispose();

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);

    private DecisionFile Open(int at = 0, string boot = "boot") => new(_folder.Path, Cameras, boot, Seconds(at), _told.Add);

    private void Damage(string how)
    {
        var text = File.ReadAllText(FilePath);
        File.Delete(FilePath);
        switch (how)
        {
            case "gone":
                break;
            case "folder":
                Directory.CreateDirectory(FilePath);
                break;
            case "pipe":
                using (var program = Process.Start("mkfifo", [FilePath]))
                    program.WaitForExit();
                break;
            case "endless device":
                File.CreateSymbolicLink(FilePath, "/dev/zero");
                break;
            default:
                File.WriteAllText(FilePath, how switch
                {
                    "empty" => "",
                    "one letter" => text.Replace("track", "trace", StringComparison.Ordinal),
                    "cut" => text[..^1],
                    "more behind it" => text + "level porch box operator\n",
                    "no digest" => text[..text.IndexOf("sha256", StringComparison.Ordinal)],
                    "other version" => Sealed(text.Replace("privacy 1", "privacy 2", StringComparison.Ordinal)),
                    "unknown word" => Sealed(text.Replace("track", "silhouette", StringComparison.Ordinal)),
                    "number too large" => Sealed(text.Replace("level porch track operator", "pause porch operator 99999999999", StringComparison.Ordinal)),
                    "too large" => new string('x', 100_000),
                    "older build" => "porch count\n",
                    _ => throw new ArgumentOutOfRangeException(nameof(how), how, null),
                });
                break;
        }
    }

    /// <summary>With the checksum that it would have, had it been written so.</summary>
    private static string Sealed(string text)
    {
        var body = text[..text.IndexOf("sha256", StringComparison.Ordinal)];
        return $"{body}sha256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}\n";
    }
}
