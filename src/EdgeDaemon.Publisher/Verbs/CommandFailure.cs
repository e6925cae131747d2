using EdgeDaemon.Journal;

namespace EdgeDaemon.Publisher.Verbs;

/// <summary>The one line that tells a failure no retry mends.</summary>
internal static class CommandFailure
{
    /// <summary>Describes it; whatever is not expected is a defect of this program and says so.</summary>
    public static string Describe(Exception failure) => failure is JournalException or IOException or UnauthorizedAccessException or TimeoutException
        ? failure.Message.ReplaceLineEndings(" ")
        : UnforeseenFailure.Describe(failure);
}
