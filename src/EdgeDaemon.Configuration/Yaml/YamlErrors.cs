using System.Collections.Immutable;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>Collects everything that is wrong with one file, so that it can be said at once.</summary>
/// <param name="file">The file, as messages name it; relative paths in it are relative to its folder.</param>
public sealed class YamlErrors(string file)
{
    private readonly List<YamlError> _errors = [];

    /// <summary>The file, as messages name it.</summary>
    public string File { get; } = file;

    /// <summary>How many errors so far.</summary>
    public int Count => _errors.Count;

    /// <summary>Adds an error at a place.</summary>
    public void Add(int line, int column, string path, string problem, string remedy) =>
        _errors.Add(new YamlError(File, line, column, path, problem, remedy));

    /// <summary>Adds an error about the file as a whole.</summary>
    public void Add(string problem, string remedy) => Add(0, 0, "", problem, remedy);

    /// <summary>The errors in the order of the file. Two getters that find the same fault report it once.</summary>
    public ImmutableArray<YamlError> Sorted() =>
        [.. _errors.Distinct().OrderBy(e => e.Line).ThenBy(e => e.Column)];
}
