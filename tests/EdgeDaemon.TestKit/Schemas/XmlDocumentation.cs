using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EdgeDaemon.TestKit.Schemas;

/// <summary>The summaries of an assembly's members as plain text, out of the XML file that lies beside it.</summary>
public sealed partial class XmlDocumentation
{
    private readonly Dictionary<string, string> _summaries;

    /// <summary>Reads the file beside <paramref name="assembly"/>.</summary>
    public XmlDocumentation(Assembly assembly)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        _summaries = XDocument.Load(file).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => (string)member.Attribute("name")!, member => Text(member.Element("summary")!));
    }

    /// <summary>Summary of a type.</summary>
    public string Of(Type type) => Find($"T:{type.FullName}");

    /// <summary>Summary of a property.</summary>
    public string Of(Type type, string property) => Find($"P:{type.FullName}.{property}");

    private string Find(string member) =>
        _summaries.TryGetValue(member, out var text) ? text : throw new InvalidOperationException($"{member} has no summary.");

    private static string Text(XElement summary) => Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => $"`{SnakeCase(((string)see.Attribute("cref")!).Split('.')[^1])}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    private static string SnakeCase(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
