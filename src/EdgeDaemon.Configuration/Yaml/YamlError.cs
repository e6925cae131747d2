namespace EdgeDaemon.Configuration.Yaml;

/// <summary>One thing that is wrong with a file, and what to do about it.</summary>
/// <param name="File">The file as its reader named it.</param>
/// <param name="Line">Line, from 1; 0 when the error is about the file as a whole.</param>
/// <param name="Column">Column, from 1; 0 when the error is about the file as a whole.</param>
/// <param name="Path">Where in the document, such as <c>cameras[0].fps</c>; empty for its root.</param>
/// <param name="Problem">What is wrong, with the value; no full stop.</param>
/// <param name="Remedy">What to do: one sentence or more.</param>
public sealed record YamlError(string File, int Line, int Column, string Path, string Problem, string Remedy)
{
    /// <summary><c>FILE:LINE: PATH: PROBLEM. REMEDY</c>, on one line.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}" : File;
        var path = Path.Length > 0 ? $"{Path}: " : "";
        return $"{place}: {path}{Problem}. {Remedy}";
    }
}
