using EdgeDaemon.Console.Serving;

namespace EdgeDaemon.Console.Tests;

/// <summary>What the console is made of: it sees finished pictures, and has no way to a camera or a broker.</summary>
public sealed class BoundaryTests
{
    [Fact]
    public void Console_KnowsNoMoreOfOursThanTheTableSays()
    {
        var known = typeof(ConsoleServer).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => name.StartsWith("EdgeDaemon", StringComparison.Ordinal));

        Assert.Empty(known.Except(["EdgeDaemon.Contracts", "EdgeDaemon.Configuration", "EdgeDaemon.Hosting", "EdgeDaemon.Journal", "EdgeDaemon.Linux"]));
    }
}
