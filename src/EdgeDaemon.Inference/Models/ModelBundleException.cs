using System.Collections.Immutable;

namespace EdgeDaemon.Inference.Models;

/// <summary>A model folder cannot be used. <see cref="Errors"/> holds everything that is wrong, one line each.</summary>
public sealed class ModelBundleException(ImmutableArray<string> errors) : InferenceException(string.Join('\n', errors))
{
    /// <summary>One error.</summary>
    public ModelBundleException(string error)
        : this([error])
    {
    }

    /// <summary>Each says which file, what was expected, what was found, and what helps.</summary>
    public ImmutableArray<string> Errors { get; } = errors;
}
