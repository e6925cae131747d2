using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using EdgeDaemon.Capture;
using EdgeDaemon.Capture.Jpeg;
using EdgeDaemon.Capture.Pictures;
using EdgeDaemon.Capture.Png;
using EdgeDaemon.Cli.Tracing;
using EdgeDaemon.Configuration;
using EdgeDaemon.Contracts.Commands;
using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.OnnxModel;
using EdgeDaemon.Journal;
using EdgeDaemon.Mqtt;
using EdgeDaemon.Mqtt.Transport;
using EdgeDaemon.Pipeline.Control;
using EdgeDaemon.Pipeline.Dismissing;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.Publisher.Commands;
using EdgeDaemon.Publisher.HomeAssistant;
using EdgeDaemon.Publisher.Send;
using EdgeDaemon.Publisher.View;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Onnx;
using EdgeDaemon.Tests.Pipeline;
using EdgeDaemon.Vision.Decoding;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Tests.Fuzzing;

/// <summary>
/// Everything that reads what a person, a camera, a broker, a model's maker, a damaged disk or the other process wrote: it takes it, or says what is wrong with
/// it, and never does anything else. <c>tests/fuzz/run.sh</c> runs as many inputs as it is told.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Executions = Setting("EDGEDAEMON_FUZZ_EXECUTIONS", 500);
    private static readonly int Seed = Setting("EDGEDAEMON_FUZZ_SEED", 1);
    private readonly TempDirectory _folder = new();
    private readonly FramePool _pool = new();

    public static TheoryData<string> Targets =>
        ["configuration", "manifest", "onnx", "picture", "journal", "command", "request", "broker", "decisions", "dismissals", "set-aside", "egress", "topics", "entities", "snapshot", "names", "ledger", "trace"];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Read_WhatIsNearlyRight_TakesItOrSaysWhatIsWrong(string target)
    {
        Assert.SkipUnless((Environment.GetEnvironmentVariable("EDGEDAEMON_FUZZ_TARGET") ?? "") is var only && (only.Length == 0 || only == target), "Another target was asked for.");
        var (answered, faults) = Make(target).Run(Seed, Executions);
        output.WriteLine($"fuzz: {target}: {Executions} executions from seed {Seed}, {answered} refused with an exception that says so, {faults.Count} faults");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    public void Dispose() => _folder.Dispose();

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static bool None(Exception e) => false;

    private FuzzTarget Make(string name) => name switch
    {
        "configuration" => new(name, Texts(Directory.GetFiles(Path.Combine(Assets.RepositoryRoot, "deploy"), "*.yaml", SearchOption.AllDirectories), Configuration), Configure, None),
        "manifest" => new(name, Texts(Manifests()), bytes => ModelManifest.Parse(bytes, "manifest.yaml"), e => e is InferenceException),
        "onnx" => new(name, Models(), bytes => OnnxGuard.Check(bytes, new OnnxLimits()), e => e is InferenceException),
        "picture" => new(name, Pictures(), Decode, e => e is FrameDecodeException),
        "journal" => JournalTarget(name),
        "command" => new(name, Texts([], """{"camera":"porch","seconds":60}""", """{"level":"count"}""", """{"event":"1893456000-17","score":0.5,"label":"person"}""", """{"boot":1893456000,"seq":3,"limit":100}"""), ParseCommand, None),
        "request" => new(name, [Bytes(CommandRequest.Of(CommandCode.Pause, 7)), Bytes(CommandAnswer.Of(CommandCode.List, CommandOutcome.Done))], ReadMessages, None),
        "broker" => new(name, BrokerBytes(), Follow, e => e is MqttException or IOException),
        "decisions" => StateFile(name, "edgedaemon-privacy 1\nclock boot 5\nlevel porch count operator\npause porch network 60\n",
            path => new DecisionFile(Path.GetDirectoryName(path)!, ["porch"], "boot", default, _ => { }).Of(0), "privacy.txt", SealedDecisions),
        "dismissals" => StateFile(name, "1 porch person 0.1 0.2 0.3 0.4 3 2026-01-01T00:00:00.000Z - operator\n2 yard cat 0 0 1 1 0 2026-01-01T00:00:00.000Z AACAPwAAgD8= network\n", path => new DismissalFile(path, _ => { }).Load()),
        "set-aside" => StateFile(name, "2\n1893456000-3 no\n1893456000-4 no\n", path => SetAsideList.Load(path, _ => { }), seal: Checked),
        "egress" => StateFile(name, "2026-01-01T00:00:00.000Z\n3 300 edgedaemon/unit/status\n", path => EgressLedger.Load(path, DateTimeOffset.UnixEpoch, _ => { }), seal: Checked),
        "topics" => StateFile(name, "edgedaemon/unit/porch/state\nedgedaemon/unit/status\n", path => new RetainedLedger(path, _ => { }).Stale([])),
        "entities" => StateFile(name, "unit_porch_person sensor porch\nunit_status sensor\n", path => new KnownEntities(path, _ => { })),
        "snapshot" => StateFile(name, new string('\0', 200), path => new ViewSnapshot(path, new ShownLabels(), _ => { }).Load(new DeviceView(new ShownLabels())), seal: SealedView),
        "names" => new(name, Texts([], "camera porch\nmodel detector\nlabel person\nlabel cat\nsublabel tabby\nzone gate\n"), bytes => NameTable.Parse(Encoding.UTF8.GetString(bytes)), e => e is FormatException or ArgumentException),
        "ledger" => StateFile(name, "detector@1#0123456789abcdef starts 2\ndetector@2#fedcba9876543210 withdrawn slow\n", path => new ModelLedger(Path.GetDirectoryName(path)!, _ => { }).WhyWithdrawn("detector@1#0123456789abcdef"), fileName: ModelLedger.FileName),
        "trace" => new(name, Texts([], "edgedaemon-trace 1\nmodel m 0.5\nlabels a b\nsublabels c\n1 a 0.5 0 0 1 1\n2 b 0.9 0.1 0.2 0.3 0.4 c 0.5\n"), bytes => _ = new TraceReader(new StringReader(Encoding.UTF8.GetString(bytes)), "t").Frames().Count(), e => e is InvalidDataException),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static string Configuration => """
        device: {id: unit, location: {latitude: 52.5, longitude: 13.4}}
        models: {directory: models, threads: 1}
        journal: {directory: journal, cursor_directory: cursor, size_mib: 64, commit_interval: 10s}
        mqtt: {host: broker, port: 8883, username: u, password_file: secret, tls: {ca_file: ca.pem}, window: 20, keep_alive: 60s, home_assistant: {}, frigate: {prefix: frigate}}
        metrics: {socket: metrics.sock, labels: true}
        commands: {allow: [pause, resume], socket: control.sock, per_minute: 30}
        privacy: {snapshots: never}
        cameras:
          - name: porch
            source: {type: v4l2, device: /dev/video0, width: 640, height: 480}
            model: person-vehicle-animal
            fps: 5
            labels: [person]
            zones:
              - {name: gate, area: [[0, 0], [0.5, 0], [0.5, 1]]}
              - {name: line, line: [[0.5, 0], [0.5, 1]]}
            privacy: {level: zone, time_rounding: 5s, mask: [[[0, 0], [0.1, 0], [0.1, 0.1]]]}
            schedule: [{from: "22:00", to: "06:00", threshold: 0.7}]
            then: [{model: kinds, labels: [person], budget: 50ms}]
            health: {interval: 5s}

        """;

    private static void Configure(byte[] bytes)
    {
        var result = ConfigLoader.Parse(Encoding.UTF8.GetString(bytes), "/etc/e.yaml");
        if (result.Config is null == result.Errors.IsEmpty || result.Errors.Any(error => error.ToString().Contains('\n', StringComparison.Ordinal)))
            throw new InvalidOperationException($"neither a configuration nor errors of one line: {string.Join(" | ", result.Errors)}");
    }

    private static string[] Manifests() => Directory.GetFiles(Path.Combine(Assets.RepositoryRoot, "models"), "manifest.yaml", SearchOption.AllDirectories);

    private static byte[][] Models()
    {
        using var models = new TestModels();
        models.WriteDetector("detector", new Detection(new(0, 0, 1, 1), 1, 0.9f));
        models.WriteSegmentation("parts");
        return [.. Directory.GetFiles(models.Directory, "model.onnx", SearchOption.AllDirectories).Select(File.ReadAllBytes), OnnxModelBuilder.Identity(OnnxType.Float, 1, 3, "n")];
    }

    private static byte[][] Pictures()
    {
        using var frame = PaintedFrame.Of((new BoundingBox(0, 0, 0.5f, 1), (200, 100, 50)));
        var jpeg = JpegEncoder.Encode(frame);
        // The same with an Exif segment that turns it.
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
        return [jpeg, [.. jpeg[..2], .. exif, .. jpeg[2..]], PngWriter.Encode(frame)];
    }

    private void Decode(byte[] bytes)
    {
        using var decoder = new PictureDecoder();
        using var frame = decoder.Decode(bytes, _pool, "p", ImmutableArray<Vision.Preprocessing.InputSpec>.Empty);
    }

    private FuzzTarget JournalTarget(string name)
    {
        var options = new JournalOptions { Directory = _folder["journal"], CursorDirectory = _folder["cursor"], SegmentBytes = 8192, SizeBytes = 3 * 8192 };
        using (var writer = JournalWriter.Open(options, new JournalFileSystem(), TimeProvider.System, 7))
        {
            using var cursor = JournalCursor.Open(options, new JournalFileSystem());
            for (var i = 0; i < 200; i++)
                cursor.Advance(writer.Append(LabelRecord.Of(LabelRecordKind.Count, 0)));
        }

        string[] files = [.. Directory.GetFiles(options.Directory, "*.seg"), .. Directory.GetFiles(options.CursorDirectory)];
        var sound = files.ToDictionary(file => file, File.ReadAllBytes);
        return new FuzzTarget(name, [.. sound.Values], Recover, e => e is JournalException);

        void Recover(byte[] bytes)
        {
            foreach (var folder in (string[])[options.Directory, options.CursorDirectory])
                Directory.Delete(folder, recursive: true);
            foreach (var (file, content) in sound)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllBytes(file, content);
            }

            // In the place of one of them, chosen by what it is.
            File.WriteAllBytes(files[bytes.Length % files.Length], bytes);
            JournalAudit.Run(options, new JournalFileSystem(), null);
            using (var writer = JournalWriter.Open(options, new JournalFileSystem(), TimeProvider.System, 7))
                writer.Append(LabelRecord.Of(LabelRecordKind.Count, 0));
            using var reader = JournalReader.Open(options, new JournalFileSystem());
            var last = default(RecordId);
            while (reader.TryRead(out var record))
                last = record.Id > last ? record.Id : throw new InvalidOperationException($"{record.Id} after {last}");
        }
    }

    private static void ParseCommand(byte[] bytes)
    {
        foreach (var code in Enum.GetValues<CommandCode>())
            CommandParser.Parse(code, bytes);
    }

    /// <summary>What the two processes tell each other: numbers that are read as they are, and names made of them.</summary>
    private static void ReadMessages(byte[] bytes)
    {
        var message = new byte[Math.Max(CommandRequest.SizeBytes, CommandAnswer.SizeBytes)];
        bytes.AsSpan(0, Math.Min(bytes.Length, message.Length)).CopyTo(message);
        var names = new NameTable([new CameraNames("porch", "detector", ["person"], ["gate"])]);
        var answer = MemoryMarshal.Read<CommandAnswer>(message);
        new CommandTranslator(names).Describe(answer);
        CommandTranslator.Describe(CommandCode.Dismiss, answer);
    }

    private static byte[][] BrokerBytes() =>
    [
        [0x20, 6, 0, 0, 3, 33, 0, 20, 0x40, 2, 0, 1, 0x40, 2, 0, 2],
        [0x20, 3, 0, 0, 0, 0x40, 4, 0, 1, 0x97, 0, 0xE0, 2, 0x8E, 0],
        [0x30, 12, 0, 3, (byte)'a', (byte)'/', (byte)'b', 0, .. "hello"u8, 0, 0x90, 4, 0, 1, 0, 1, 0xD0, 0],
    ];

    private static void Follow(byte[] bytes)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var stream = new BrokerStream(new MemoryStream(bytes), socket, 65_536, () => { }, _ => { });
        var buffer = new byte[100];
        // Stops by itself where too much waits to be dealt with: here nobody deals with it.
        for (var count = 1; count > 0;)
        {
            var read = stream.ReadAsync(buffer).AsTask();
            count = read.IsCompleted ? read.GetAwaiter().GetResult() : 0;
        }
    }

    /// <summary>Every second input gets the check value that it would have, had it been written so: what lies behind the check is read, too.</summary>
    private FuzzTarget StateFile(string name, string sound, Func<string, object?> load, string fileName = "state", Func<byte[], byte[]>? seal = null)
    {
        var path = _folder[fileName];
        return new FuzzTarget(name, [Encoding.UTF8.GetBytes(sound)], Load, None);

        void Load(byte[] bytes)
        {
            File.WriteAllBytes(path, seal is null || bytes.Length % 2 == 0 ? bytes : seal(bytes));
            load(path);
        }
    }

    private byte[] Checked(byte[] bytes)
    {
        CheckedText.Write(_folder["checked"], [Encoding.UTF8.GetString(bytes)]);
        return File.ReadAllBytes(_folder["checked"]);
    }

    private static byte[] SealedDecisions(byte[] bytes) => [.. bytes, .. Encoding.ASCII.GetBytes($"sha256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}\n")];

    /// <summary>Behind the digest of which labels are shown, as the reader expects it.</summary>
    private static byte[] SealedView(byte[] bytes)
    {
        byte[] body = [.. new ShownLabels().Digest(), .. bytes];
        return [.. "EDVIEW03"u8, .. SHA256.HashData(body), .. body];
    }

    private static byte[] Bytes<T>(T value) where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();

    private static byte[][] Texts(string[] files, params string[] texts) => [.. files.Select(File.ReadAllBytes), .. texts.Select(Encoding.UTF8.GetBytes)];
}
