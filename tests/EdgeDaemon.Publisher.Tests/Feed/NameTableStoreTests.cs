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
    public void Find_FolderCannotBeWritten_TellsGoesOnAndWritesLater()
    {
        var table = PublisherRig.Names("porch", "person");
        new NameTableStore(_folder["theirs"]).Add(table);
        File.WriteAllText(_folder["mine"], "a file where the folder should be");
        var told = new List<string>();
        var store = new NameTableStore(_folder["mine"], _folder["theirs"]) { Trouble = told.Add };

        Assert.Equal(table.ToText(), store.Find(table.Hash)?.ToText());
        Assert.Contains("tried again", Assert.Single(told), StringComparison.Ordinal);
        File.Delete(_folder["mine"]);
        store.SaveAgain();
        store.SaveAgain();

        Assert.Equal(table.ToText(), new NameTableStore(_folder["mine"]).Find(table.Hash)?.ToText());
        Assert.Single(told);
    }

    [Fact]
    public void Find_OnlyInAnotherFolder_TakesItOver()
    {
        var table = PublisherRig.Names("porch", "person");
        new NameTableStore(_folder["theirs"]).Add(table);

        Assert.NotNull(new NameTableStore(_folder["mine"], _folder["theirs"]).Find(table.Hash));
        Assert.True(File.Exists(_folder["mine", "tables", $"{table.Hash:x8}.txt"]));
    }
}
