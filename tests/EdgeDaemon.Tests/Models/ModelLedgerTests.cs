using EdgeDaemon.Contracts.Records;
using EdgeDaemon.Pipeline.Inferring;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Tests.Models;

/// <summary>How versions of models did is remembered over restarts.</summary>
public sealed class ModelLedgerTests : IDisposable
{
    private const string One = "1111111111111111";
    private const string Two = "2222222222222222";
    private readonly TempDirectory _folder = new();
    private readonly List<string> _troubles = [];

    private ModelLedger Ledger => new(_folder.Path, _troubles.Add);

    [Fact]
    public void Begin_ThreeStartsWithoutProof_IsWithdrawnAsCrashed()
    {
        for (var start = 1; start < ModelLedger.MostStarts; start++)
        {
            Ledger.Begin(One);
            Assert.Null(Ledger.WhyWithdrawn(One));
        }

        Ledger.Begin(One);

        Assert.Equal(ModelNote.Crashed, Ledger.WhyWithdrawn(One));
        Assert.Null(Ledger.WhyWithdrawn(Two));
    }

    [Fact]
    public void Begin_ProvenVersion_IsNeverWithdrawnByStarts()
    {
        Ledger.Begin(One);
        Ledger.Prove(One);
        for (var start = 0; start < 10; start++)
            Ledger.Begin(One);

        Assert.Null(Ledger.WhyWithdrawn(One));
        Assert.True(Ledger.IsProven(One));
    }

    [Fact]
    public void Forget_OrderlyEnd_StartsDoNotAddUp()
    {
        for (var start = 0; start < 10; start++)
        {
            Ledger.Begin(One);
            Ledger.Forget(One);
        }

        Assert.Null(Ledger.WhyWithdrawn(One));
    }

    [Fact]
    public void Forget_Proven_StaysProven()
    {
        Ledger.Prove(One);

        Ledger.Forget(One);

        Assert.True(Ledger.IsProven(One));
    }

    [Theory]
    [InlineData(ModelNote.Slow)]
    [InlineData(ModelNote.Golden)]
    [InlineData(ModelNote.Disagrees)]
    [InlineData(ModelNote.Failed)]
    public void Withdraw_Reason_IsKept(ModelNote why)
    {
        Ledger.Withdraw(One, why);
        Ledger.Begin(One);

        Assert.Equal(why, Ledger.WhyWithdrawn(One));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage\n\n\0\n")]
    [InlineData("1111111111111111 withdrawn nonsense\n1111111111111111 starts many\n")]
    public void Read_DamagedFile_SaysNothingAndIsWrittenAnew(string text)
    {
        File.WriteAllText(_folder[ModelLedger.FileName], text);

        Assert.Null(Ledger.WhyWithdrawn(One));
        Ledger.Withdraw(One, ModelNote.Slow);
        Assert.Equal(ModelNote.Slow, Ledger.WhyWithdrawn(One));
    }

    [Fact]
    public void Note_ManyVersions_TheFileStaysSmall()
    {
        for (var version = 0; version < 500; version++)
            Ledger.Withdraw($"{version:d16}", ModelNote.Slow);

        Assert.Equal(64, File.ReadAllLines(_folder[ModelLedger.FileName]).Length);
        Assert.Equal(ModelNote.Slow, Ledger.WhyWithdrawn($"{499:d16}"));
    }

    [Fact]
    public void Note_FolderThatCannotBe_IsTold()
    {
        File.WriteAllText(_folder["file"], "");

        new ModelLedger(_folder["file"], _troubles.Add).Begin(One);

        Assert.Contains("models.txt", Assert.Single(_troubles), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
