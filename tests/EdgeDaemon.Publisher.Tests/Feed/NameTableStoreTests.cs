using EdgeDaemon.Contracts.Naming;
using EdgeDaemon.Publisher.Feed;
using EdgeDaemon.Publisher.Tests.Publishing;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Publisher.Tests.Feed;

public sealed class NameTableStoreTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_AfterARestart_KnowsWhatWasAdded()
    {
        var table = PublisherRig.Names("porch", "person", "cat");
        new NameTableStore(_folder.Path).Add(table);

        Assert.Equal(table.ToText(), new NameTableStore(_folder.Path).Find(table.Hash)?.ToText());
        Assert.Empty(Directory.GetFiles(_folder["tables"], "*.new"));
    }

    [Theory]
    [InlineData("camera porch\nlabel dog\n")]
    [InlineData("not a table")]
    [InlineData("")]
    public void Find_FileWithAnotherText_IsNotThatTable(string text)
    {
        var table = PublisherRig.Names("porch", "person");
        new NameTableStore(_folder.Path).Add(table);
        File.WriteAllText(_folder["tables", $"{table.Hash:x8}.txt"], text);

        Assert.Null(new NameTableStore(_folder.Path).Find(table.Hash));
    }

    [Fact]
    public void FindInstalled_LabelsOfAVersionThatWasInstalledMeanwhile_AreKnownAndKept()
    {
        var (before, now) = (PublisherRig.Names("porch", "person"), PublisherRig.Names("porch", "person", "cat"));
        var installed = new List<NameTable> { before };
        var store = new NameTableStore(_folder.Path) { Installed = () => installed };
        Assert.Null(store.FindInstalled(now.Hash));

        installed.Add(now);

        Assert.Equal(now.ToText(), store.FindInstalled(now.Hash)?.ToText());
        Assert.Equal(now.ToText(), new NameTableStore(_folder.Path).Find(now.Hash)?.ToText());
    }

    [Fact]
    public void Add_FolderCannotBeWritten_TellsGoesOnAndWritesLater()
    {
        var table = PublisherRig.Names("porch", "person");
        File.WriteAllText(_folder["mine"], "a file where the folder should be");
        var told = new List<string>();
        var store = new NameTableStore(_folder["mine"]) { Trouble = told.Add };
        store.Add(table);

        Assert.Equal(table.ToText(), store.Find(table.Hash)?.ToText());
        Assert.Contains("tried again", Assert.Single(told), StringComparison.Ordinal);
        File.Delete(_folder["mine"]);
        store.SaveAgain();
        store.SaveAgain();

        Assert.Equal(table.ToText(), new NameTableStore(_folder["mine"]).Find(table.Hash)?.ToText());
        Assert.Single(told);
    }

    /// <summary>It is the publisher's own folder, but a file there may still be none, or one without an end.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Find_WhatIsNoFile_IsNoTable(string kind)
    {
        var table = PublisherRig.Names("porch", "person");
        Directory.CreateDirectory(_folder["tables"]);
        SpecialFiles.Make(kind, _folder["tables", $"{table.Hash:x8}.txt"]);

        Assert.Null(new NameTableStore(_folder.Path).Find(table.Hash));
    }

    [Fact]
    public void Find_LargerThanAnyTableThatIsKept_IsNotRead()
    {
        var table = PublisherRig.Names("porch", [.. Enumerable.Range(0, 40_000).Select(i => $"{i}-{new string('x', 55)}")]);
        Directory.CreateDirectory(_folder["tables"]);
        File.WriteAllText(_folder["tables", $"{table.Hash:x8}.txt"], table.ToText());

        Assert.Null(new NameTableStore(_folder.Path).Find(table.Hash));
    }

    [Fact]
    public void Add_MoreTablesThanAreKept_ForgetsTheOldest()
    {
        const int More = 5;
        var tables = Enumerable.Range(0, NameTableStore.MostKept + More).Select(i => PublisherRig.Names($"camera{i}", "person")).ToArray();
        foreach (var (i, table) in tables.Index())
        {
            new NameTableStore(_folder.Path).Add(table);
            File.SetLastWriteTimeUtc(_folder["tables", $"{table.Hash:x8}.txt"], DateTime.UnixEpoch.AddDays(i));
        }

        var store = new NameTableStore(_folder.Path);
        Assert.All(tables[..More], table => Assert.Null(store.Find(table.Hash)));
        Assert.All(tables[More..], table => Assert.NotNull(store.Find(table.Hash)));
    }

    /// <summary>The one in force may be an old one that has come back.</summary>
    [Fact]
    public void Add_ATableThatIsThereAlready_IsTheNewestFromThen()
    {
        var first = PublisherRig.Names("first", "person");
        new NameTableStore(_folder.Path).Add(first);
        File.SetLastWriteTimeUtc(_folder["tables", $"{first.Hash:x8}.txt"], DateTime.UnixEpoch);
        new NameTableStore(_folder.Path).Add(first);
        for (var i = 1; i < NameTableStore.MostKept; i++)
            new NameTableStore(_folder.Path).Add(PublisherRig.Names($"camera{i}", "person"));

        Assert.NotNull(new NameTableStore(_folder.Path).Find(first.Hash));
    }

    public static TheoryData<string> Kinds => [.. SpecialFiles.Kinds];
}
