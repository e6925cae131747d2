using System.Reflection;
using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Tests.Architecture;

/// <summary>The table "who may know whom" of the design, and what it is for: pixels and network never meet.</summary>
public sealed class ArchitectureTests
{
    private const string Vision = "edgedaemon";
    private const string Publisher = "edgedaemon-publish";

    [Theory]
    [InlineData("EdgeDaemon.Contracts")]
    [InlineData("EdgeDaemon.Configuration", "EdgeDaemon.Contracts")]
    [InlineData("EdgeDaemon.Linux")]
    [InlineData("EdgeDaemon.Hosting", "EdgeDaemon.Linux")]
    [InlineData("EdgeDaemon.Journal", "EdgeDaemon.Contracts", "EdgeDaemon.Configuration", "EdgeDaemon.Linux")]
    [InlineData("EdgeDaemon.Vision")]
    [InlineData("EdgeDaemon.Capture", "EdgeDaemon.Vision", "EdgeDaemon.Linux")]
    [InlineData("EdgeDaemon.Scenes", "EdgeDaemon.Vision", "EdgeDaemon.Capture")]
    [InlineData("EdgeDaemon.Inference", "EdgeDaemon.Vision", "EdgeDaemon.Contracts", "EdgeDaemon.Configuration", "EdgeDaemon.Linux")]
    [InlineData("EdgeDaemon.Mqtt", "EdgeDaemon.Configuration")]
    [InlineData(Publisher, "EdgeDaemon.Contracts", "EdgeDaemon.Configuration", "EdgeDaemon.Hosting", "EdgeDaemon.Journal", "EdgeDaemon.Mqtt", "EdgeDaemon.Linux")]
    [InlineData("EdgeDaemon.Pipeline", "EdgeDaemon.Contracts", "EdgeDaemon.Configuration", "EdgeDaemon.Journal", "EdgeDaemon.Linux", "EdgeDaemon.Vision",
        "EdgeDaemon.Capture", "EdgeDaemon.Scenes", "EdgeDaemon.Inference")]
    [InlineData("EdgeDaemon.Cli", "EdgeDaemon.Contracts", "EdgeDaemon.Configuration", "EdgeDaemon.Hosting", "EdgeDaemon.Linux", "EdgeDaemon.Journal",
        "EdgeDaemon.Vision", "EdgeDaemon.Capture", "EdgeDaemon.Scenes", "EdgeDaemon.Inference", "EdgeDaemon.Pipeline")]
    [InlineData(Vision, "EdgeDaemon.Contracts", "EdgeDaemon.Configuration", "EdgeDaemon.Hosting", "EdgeDaemon.Linux", "EdgeDaemon.Journal", "EdgeDaemon.Vision",
        "EdgeDaemon.Capture", "EdgeDaemon.Inference", "EdgeDaemon.Pipeline", "EdgeDaemon.Cli")]
    public void Assembly_KnowsNoMoreOfOursThanTheTableSays(string assembly, params string[] mayKnow)
    {
        var known = AssemblyFacts.Of(assembly).References.Where(AssemblyFacts.IsOwn);

        Assert.Empty(known.Except(mayKnow));
    }

    [Fact]
    public void Publisher_WholeClosure_HoldsNothingThatSeesPixels()
    {
        var closure = AssemblyFacts.OwnClosureOf(Publisher);

        Assert.Equivalent(new[] { "EdgeDaemon.Contracts", "EdgeDaemon.Configuration", "EdgeDaemon.Hosting", "EdgeDaemon.Journal", "EdgeDaemon.Linux", "EdgeDaemon.Mqtt", Publisher }, closure, strict: true);
        var types = closure.SelectMany(assembly => AssemblyFacts.Of(assembly).ReferencedTypes);
        Assert.DoesNotContain(types, type =>
            type.StartsWith("EdgeDaemon.Vision.", StringComparison.Ordinal) ||
            type.StartsWith("EdgeDaemon.Capture.", StringComparison.Ordinal) ||
            type.StartsWith("EdgeDaemon.Inference.", StringComparison.Ordinal));
    }

    [Fact]
    public void VisionSide_WholeClosure_HoldsNoNetworkCode()
    {
        var closure = AssemblyFacts.OwnClosureOf(Vision);

        Assert.DoesNotContain("EdgeDaemon.Mqtt", closure);
        foreach (var assembly in closure.Select(AssemblyFacts.Of))
        {
            Assert.DoesNotContain(assembly.References, reference =>
                reference.StartsWith("System.Net", StringComparison.Ordinal) ||
                reference.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void PureMaths_HasNoFilesNoThreadsNoClock()
    {
        string[] forbidden =
        [
            "System.IO.File", "System.IO.FileStream", "System.IO.Directory", "System.TimeProvider", "System.Diagnostics.Stopwatch",
            "System.Threading.Thread", "System.Threading.Tasks.Task", "System.Console", "System.Environment", "System.TimeZoneInfo",
        ];

        // A time that comes with the frame is a value like any other; to ask for the present one is not for this project.
        string[] clocks = ["get_Now", "get_UtcNow", "get_Today", "ToLocalTime", "get_LocalDateTime"];
        var vision = AssemblyFacts.Of("EdgeDaemon.Vision");
        Assert.Empty(vision.ReferencedTypes.Intersect(forbidden));
        Assert.DoesNotContain(vision.ReferencedMembers, member => clocks.Any(clock => member.EndsWith("." + clock, StringComparison.Ordinal)));
        Assert.Contains("System.DateTime.op_Subtraction", vision.ReferencedMembers);
    }

    [Fact]
    public void Contracts_NoType_CanCarryBytes()
    {
        var carriers =
            from type in typeof(LabelRecord).Assembly.GetExportedTypes()
            where type.Namespace is "EdgeDaemon.Contracts.Records" or "EdgeDaemon.Contracts.Payloads"
            from member in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            let memberType = member switch
            {
                FieldInfo field => field.FieldType,
                PropertyInfo property => property.PropertyType,
                _ => null,
            }
            where memberType is not null && CanCarryBytes(memberType)
            select $"{type.Name}.{member.Name}";

        Assert.Empty(carriers);
    }

    [Theory]
    [InlineData("YamlDotNet", "EdgeDaemon.Configuration")]
    [InlineData("System.CommandLine", "EdgeDaemon.Cli", Vision, Publisher)]
    public void ThirdPartyPackage_IsKnownOnlyToItsOwner(string package, params string[] owners)
    {
        var knowing = AssemblyFacts.OwnClosureOf(Vision).Union(AssemblyFacts.OwnClosureOf(Publisher))
            .Where(assembly => AssemblyFacts.Of(assembly).References.Contains(package));

        Assert.Empty(knowing.Except(owners));
    }

    private static bool CanCarryBytes(Type type) =>
        type == typeof(byte[]) || type == typeof(Stream) || type == typeof(nint) ||
        (type.IsGenericType && type.GetGenericArguments()[0] == typeof(byte) && type.GetGenericTypeDefinition() != typeof(Nullable<>));
}
