namespace EdgeDaemon.Cli.Annotation;

/// <summary>An annotated picture cannot be written; one line that says which and why.</summary>
internal sealed class AnnotationException(string message, Exception inner) : Exception(message, inner);
