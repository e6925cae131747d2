namespace EdgeDaemon.Configuration.Yaml;

/// <summary>A node at its place in the document, with the list that takes errors about it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Path">Where it stands, such as <c>cameras[0].fps</c>; empty for the root.</param>
/// <param name="Errors">Takes what is wrong with it.</param>
public readonly record struct YamlValue(YamlNode Node, string Path, YamlErrors Errors)
{
    /// <summary>The scalar's text, or null when this is not a scalar or has no value.</summary>
    public string? ScalarText => Node is YamlScalar { IsNull: false, IsMissing: false } scalar ? scalar.Text : null;

    /// <summary>Is it an explicit <c>null</c> or <c>~</c>?</summary>
    public bool IsNull => Node is YamlScalar { IsNull: true };

    /// <summary>Says that it is wrong.</summary>
    /// <returns>False, so that a reader can return it.</returns>
    public bool Fail(string problem, string remedy)
    {
        Errors.Add(Node.Line, Node.Column, Path, problem, remedy);
        return false;
    }

    /// <summary>
    /// Says that it is not what <paramref name="expected"/> names, such as <c>a whole number</c>; with
    /// <paramref name="unquoted"/> that it is a text for the sole reason that it stands in quotes.
    /// </summary>
    /// <returns>False, so that a reader can return it.</returns>
    public bool FailType(string expected, string allowed, bool unquoted = false) => Node switch
    {
        YamlScalar { IsPlain: false } when unquoted => Fail($"{Node.Describe()} stands in quotes, which makes it a text, not {expected}",
            $"Write {allowed}, without quotes."),
        YamlScalar { IsMissing: true } => Fail("has no value", $"Write {allowed}, or remove the key."),
        _ => Fail($"{Node.Describe()} is not {expected}", $"Write {allowed}."),
    };

    /// <summary>The value below a key of this section.</summary>
    public YamlValue At(string key, YamlNode node) => new(node, Join(Path, key), Errors);

    /// <summary>An item of this list.</summary>
    public YamlValue At(int index, YamlNode node) => new(node, $"{Path}[{index}]", Errors);

    internal static string Join(string path, string key) =>
        path.Length == 0 ? YamlText.Printable(key) : $"{path}.{YamlText.Printable(key)}";
}
