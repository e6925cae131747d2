using System.Globalization;

namespace EdgeDaemon.Publisher.Tests.Torture;

/// <summary>
/// Nothing that a network or a broker does loses a label, or changes their order. <c>tests/torture/run.sh</c> runs as many faults as it is told, from any seed.
/// </summary>
public sealed class BrokerTortureTests(ITestOutputHelper output)
{
    private static readonly int Cuts = Setting("EDGEDAEMON_TORTURE_CUTS", 60);
    private static readonly int Seed = Setting("EDGEDAEMON_TORTURE_SEED", 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryConnectionFails_AllLabelsArriveInOrder(bool tls)
    {
        using var torture = new BrokerTorture(Seed, tls);
        output.WriteLine($"torture: {torture.Run(Cuts / 2)}");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
