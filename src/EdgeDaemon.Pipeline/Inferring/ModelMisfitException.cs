using EdgeDaemon.Inference;

namespace EdgeDaemon.Pipeline.Inferring;

/// <summary>A camera's configuration asks something of a model that it cannot do.</summary>
/// <param name="message">What, and what would do.</param>
/// <param name="subject">The text in the configuration that it is about, such as a label.</param>
internal sealed class ModelMisfitException(string message, string subject) : InferenceException(message)
{
    /// <summary>The text in the configuration that it is about.</summary>
    public string Subject { get; } = subject;
}
