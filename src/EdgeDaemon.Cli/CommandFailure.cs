using EdgeDaemon.Capture;
using EdgeDaemon.Cli.Annotation;
using EdgeDaemon.Inference;
using EdgeDaemon.Journal;
using EdgeDaemon.Linux;

namespace EdgeDaemon.Cli;

/// <summary>Which exit code a failure gives, and the one line that tells it.</summary>
internal static class CommandFailure
{
    /// <summary>Describes a failure; whatever is not expected is a defect of this program and says so.</summary>
    public static (int Code, string Text) Describe(Exception failure) => failure switch
    {
        InferenceException or FrameSourceException when IsWithoutLibrary(failure) => (ExitCodes.Unavailable, failure.Message),
        InferenceException or FrameDecodeException => (ExitCodes.BadData, failure.Message),
        FrameSourceException or FileNotFoundException or DirectoryNotFoundException => (ExitCodes.NoInput, failure.Message),
        PublisherMissingException or UnixSocketException => (ExitCodes.Unavailable, failure.Message),
        FormatException => (ExitCodes.Usage, failure.Message),
        DllNotFoundException => (ExitCodes.Unavailable, $"{failure.Message} 'deploy/setup.sh' installs what is missing."),
        JournalException or AnnotationException or IOException or UnauthorizedAccessException => (ExitCodes.InputOutput, failure.Message),
        TimeoutException => (ExitCodes.Internal, failure.Message),
        _ => (ExitCodes.Internal, UnforeseenFailure.Describe(failure)),
    };

    /// <summary>Did it fail because a native library is not installed, or is not one that can be used here?</summary>
    public static bool IsWithoutLibrary(Exception failure) =>
        failure.GetBaseException() is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException;
}
