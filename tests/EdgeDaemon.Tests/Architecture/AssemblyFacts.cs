using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace EdgeDaemon.Tests.Architecture;

/// <summary>What a compiled assembly knows, read from its metadata: nothing is loaded or run.</summary>
internal sealed class AssemblyFacts
{
    private AssemblyFacts(
        string name, ImmutableHashSet<string> references, ImmutableHashSet<string> types, ImmutableHashSet<string> members)
    {
        Name = name;
        References = references;
        ReferencedTypes = types;
        ReferencedMembers = members;
    }

    public string Name { get; }

    /// <summary>Simple names of the assemblies it refers to.</summary>
    public ImmutableHashSet<string> References { get; }

    /// <summary>Full names of the types of other assemblies that it mentions.</summary>
    public ImmutableHashSet<string> ReferencedTypes { get; }

    /// <summary>Full names of the members of other assemblies' types that it mentions, as in <c>System.DateTime.get_UtcNow</c>.</summary>
    public ImmutableHashSet<string> ReferencedMembers { get; }

    /// <summary>Reads an assembly that lies beside the tests.</summary>
    public static AssemblyFacts Of(string assemblyName)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, assemblyName + ".dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var references = metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));
        var types = metadata.TypeReferences
            .Select(handle => NameOf(metadata, handle));
        var members = metadata.MemberReferences
            .Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => $"{NameOf(metadata, (TypeReferenceHandle)member.Parent)}.{metadata.GetString(member.Name)}");
        return new AssemblyFacts(assemblyName, [.. references], [.. types], [.. members]);
    }

    /// <summary>All assemblies of ours that <paramref name="assemblyName"/> reaches, itself included.</summary>
    public static ImmutableHashSet<string> OwnClosureOf(string assemblyName)
    {
        var reached = ImmutableHashSet.CreateBuilder<string>();
        var open = new Stack<string>([assemblyName]);
        while (open.TryPop(out var next))
        {
            if (!reached.Add(next))
                continue;
            foreach (var reference in Of(next).References.Where(IsOwn))
                open.Push(reference);
        }

        return reached.ToImmutable();
    }

    /// <summary>Is this one of the project's own assemblies?</summary>
    public static bool IsOwn(string assemblyName) =>
        assemblyName.StartsWith("EdgeDaemon", StringComparison.Ordinal) || assemblyName.StartsWith("edgedaemon", StringComparison.Ordinal);

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
