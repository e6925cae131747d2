using EdgeDaemon.Contracts.Records;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Journal.Tests;

public sealed class SetAsideListTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly List<string> _damage = [];

    private string FilePath => _folder[SetAsideList.FileName];

    [Fact]
    public void Save_ThenLoad_HoldsCountAndReasons()
    {
        Keep(1, 2);
        Keep(3, 3);

        var list = Load();

        Assert.Equal(3, list.Count);
        Assert.Equal(["7-1 label 99\tis none", "7-2 label 99\tis none", "7-3 label 99\tis none"], list.Newest);
        Assert.Empty(_damage);
    }

    [Fact]
    public void Add_ReadAgainAfterACrash_IsNotCountedAgain()
    {
        Keep(1, 20);
        Keep(15, 25);
        Assert.Equal(25, Load().Count);
    }

    [Fact]
    public void Add_VeryMany_StaysBounded()
    {
        var list = Load();
        for (var i = 1u; i <= 5000; i++)
            list.Add(new RecordId(7, i), new string('ö', 5000) + "\nnext");
        list.Save();

        var read = Load();

        Assert.Equal(5000, read.Count);
        Assert.Equal(100, read.Newest.Count);
        Assert.StartsWith("7-5000 ", read.Newest[^1], StringComparison.Ordinal);
        Assert.Empty(_damage);
    }

    [Fact]
    public void Load_AnyBitFlipped_IsToldAndEmpty()
    {
        Keep(1, 2);
        var whole = File.ReadAllBytes(FilePath);
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var flipped = (byte[])whole.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertDamaged(flipped);
        }
    }

    [Fact]
    public void Load_CutAnywhere_IsToldAndEmpty()
    {
        Keep(1, 2);
        var whole = File.ReadAllBytes(FilePath);
        for (var length = 0; length < whole.Length; length++)
            AssertDamaged(whole[..length]);
    }

    [Fact]
    public void Save_FolderGone_IsToldAndDueStill()
    {
        var list = Load();
        list.Add(new RecordId(7, 1), "label 99 is none");
        Directory.Move(_folder.Path, _folder.Path + ".away");
        Assert.Contains(FilePath, Assert.Throws<JournalException>(list.Save).Message, StringComparison.Ordinal);
        Directory.Move(_folder.Path + ".away", _folder.Path);

        list.Save();

        Assert.Equal(1, Load().Count);
    }

    public void Dispose() => _folder.Dispose();

    private void AssertDamaged(byte[] content)
    {
        _damage.Clear();
        File.WriteAllBytes(FilePath, content);
        var list = Load();
        Assert.Contains(FilePath, Assert.Single(_damage), StringComparison.Ordinal);
        Assert.Equal((0L, 0), (list.Count, list.Newest.Count));
    }

    private void Keep(uint first, uint last)
    {
        var list = Load();
        for (var i = first; i <= last; i++)
            list.Add(new RecordId(7, i), "label 99\tis none");
        list.Save();
    }

    private SetAsideList Load() => SetAsideList.Load(FilePath, _damage.Add);
}
