using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Journal.Tests.Simulation;
using EdgeDaemon.Linux;
using EdgeDaemon.TestKit;
using EdgeDaemon.TestKit.Faults;

namespace EdgeDaemon.Journal.Tests.Storage;

/// <summary>Journal, cursor and state files on the machine's own file system, with each of their calls to libc failing in each way.</summary>
public sealed class SystemFaultTests(ITestOutputHelper output) : IDisposable
{
    private const int Records = 80;
    private readonly TempDirectory _folder = new();

    static SystemFaultTests()
    {
        if (Environment.GetEnvironmentVariable("LD_PRELOAD") is not null)
            SystemFaults.Redirect(typeof(AtomicFile).Assembly);
    }

    public static TheoryData<string, bool> FaultsInBothPlaces => [.. SystemFaults.All.Keys.SelectMany(fault => new[] { (fault, false), (fault, true) })];

    public static TheoryData<string> Faults => [.. SystemFaults.All.Keys];

    [Fact]
    public void EachCallToTheSystem_Failing_CostsNothingThatWasPromised() => output.WriteLine(SystemFaults.RunExplicit(typeof(SystemFaultTests).FullName!));

    [Theory(Explicit = true)]
    [MemberData(nameof(FaultsInBothPlaces))]
    public void JournalAndCursor(string fault, bool hot)
    {
        var calls = SystemFaults.Sweep(SystemFaults.All[fault], struck => LiveWith(fault, Options(struck, hot)));
        output.WriteLine($"journal and cursor, {fault}: {calls} calls");
        Assert.True(calls > Records / 2, $"{calls} calls");
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Faults))]
    public void StateFiles(string fault)
    {
        var calls = SystemFaults.Sweep(SystemFaults.All[fault], struck =>
        {
            var path = _folder[$"state-{struck}"];
            var saved = new[] { TryWrite(path, "one"), TryWrite(path, "two") };
            SystemFaults.Disarmed();
            var found = CheckedText.Read(path, 100)?.Single(); // whole, whichever it is
            Assert.Contains(found, saved[1] ? ["two"] : saved[0] ? ["one", "two"] : new[] { null, "one", "two" });
            Assert.True(saved is [true, true] || !SystemFaults.IsNothing(fault));
            Assert.True(TryWrite(path, "three") && CheckedText.Read(path, 100)!.Single() == "three");
        });
        output.WriteLine($"state files, {fault}: {calls} calls");
        Assert.True(calls > 10, $"{calls} calls");
    }

    public void Dispose() => _folder.Dispose();

    private static bool TryWrite(string path, string text)
    {
        try
        {
            CheckedText.Write(path, [text]);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void LiveWith(string fault, JournalOptions options)
    {
        var told = new List<string>();
        var appended = new Dictionary<RecordId, uint>();
        RecordId committed = default, acknowledged = default;
        var files = new JournalFileSystem();
        var time = new ManualTimeProvider();
        try
        {
            using var writer = JournalWriter.Open(options with { Report = told.Add }, files, time, 0);
            using var cursor = JournalCursor.Open(options, files, time);
            using var reader = JournalReader.Open(options, files);
            for (var i = 1u; i <= Records; i++)
            {
                appended.Add(writer.AppendCount(i), i);
                if (i % 20 == 0)
                {
                    writer.Commit();
                    committed = writer.Status.SyncedId;
                }

                if (i == 30 && reader.TryRead(out var record))
                {
                    cursor.Advance(acknowledged = record.Id);
                    cursor.Flush();
                }
            }
        }
        catch (JournalException e)
        {
            told.Add(e.Message);
        }

        SystemFaults.Disarmed();
        if (SystemFaults.IsNothing(fault))
            Assert.Empty(told);
        Assert.All(told, text => Assert.Contains("/", text, StringComparison.Ordinal)); // names a path
        JournalWriter.Open(options, files, time, 0).Dispose();
        var found = Journals.ReadAll(options, files);
        Assert.True(found.Zip(found.Skip(1)).All(pair => pair.First.Id < pair.Second.Id));
        var values = found.Where(record => record.Kind == LabelRecordKind.Count).ToDictionary(record => record.Id, record => record.Value);
        Assert.All(values, one => Assert.Equal(appended.GetValueOrDefault(one.Key, one.Value), one.Value));
        Assert.DoesNotContain(appended.Keys, id => id <= committed && id > acknowledged && !values.ContainsKey(id));
    }

    private JournalOptions Options(long struck, bool hot) => new()
    {
        Directory = _folder[$"{struck}", "journal"],
        CursorDirectory = _folder[$"{struck}", "cursor"],
        HotDirectory = hot ? _folder[$"{struck}", "hot"] : null,
        CursorHotDirectory = hot ? _folder[$"{struck}", "cursor-hot"] : null,
        SegmentBytes = 8192,
        SizeBytes = 3 * 8192,
    };
}
