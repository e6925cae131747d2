using System.Reflection;
using Microsoft.Extensions.Logging;

namespace EdgeDaemon.Tests.Architecture;

/// <summary>An event id in the log of either program means one thing.</summary>
public sealed class LogEventTests
{
    private const BindingFlags Every = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void EventIds_OverBothPrograms_AreGivenOnce()
    {
        var events =
            from assembly in AssemblyFacts.OwnClosureOf("edgedaemon").Union(AssemblyFacts.OwnClosureOf("edgedaemon-publish"))
            from type in Assembly.Load(assembly).GetTypes()
            from method in type.GetMethods(Every)
            let message = method.GetCustomAttribute<LoggerMessageAttribute>()
            where message is not null
            select (message.EventId, Where: $"{type.Name}.{method.Name}");
        var byId = events.ToLookup(e => e.EventId, e => e.Where);

        // Both programs' are among them.
        Assert.True(byId.Contains(1201) && byId.Contains(3000));
        Assert.Empty(byId.Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same)}"));
    }
}
