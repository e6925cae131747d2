using System.Reflection;

namespace EdgeDaemon.Publisher.Tests;

/// <summary>The network side cannot leak a picture because it cannot name one.</summary>
public sealed class ClosureTests
{
    [Fact]
    public void Publisher_WholeReferenceClosure_HoldsNothingThatSees()
    {
        var closure = Closure(Assembly.Load("edgedaemon-publish"));

        Assert.Contains("EdgeDaemon.Mqtt", closure);
        Assert.Contains("EdgeDaemon.Journal", closure);
        Assert.Equal(
            ["EdgeDaemon.Configuration", "EdgeDaemon.Contracts", "EdgeDaemon.Hosting", "EdgeDaemon.Journal", "EdgeDaemon.Linux", "EdgeDaemon.Mqtt"],
            closure.Where(name => name.StartsWith("EdgeDaemon", StringComparison.Ordinal)).Order());
    }

    private static HashSet<string> Closure(Assembly root)
    {
        var seen = new HashSet<string>();
        var open = new Stack<Assembly>([root]);
        while (open.TryPop(out var assembly))
        {
            foreach (var reference in assembly.GetReferencedAssemblies())
            {
                if (seen.Add(reference.Name!))
                    open.Push(Assembly.Load(reference));
            }
        }

        return seen;
    }
}
