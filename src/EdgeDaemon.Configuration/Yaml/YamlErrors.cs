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

    /// <summary>Is something wrong at a place or below it?</summary>
    internal bool IsWrong(string path) => _errors.Exists(e => IsWithin(e, path));

    /// <summary>Says one thing of a value, in place of all that was said of what is in it.</summary>
    internal void Replace(YamlValue value, string problem, string remedy)
    {
        _errors.RemoveAll(e => IsWithin(e, value.Path));
        value.Fail(problem, remedy);
    }

    /// <summary>The errors in the order of the file. Two getters that find the same fault report it once.</summary>
    public ImmutableArray<YamlError> Sorted() =>
        [.. _errors.Distinct().OrderBy(e => e.Line).ThenBy(e => e.Column)];

    private static bool IsWithin(YamlError error, string path) =>
        error.Path.StartsWith(path, StringComparison.Ordinal) && (error.Path.Length == path.Length || error.Path[path.Length] is '.' or '[');
}
