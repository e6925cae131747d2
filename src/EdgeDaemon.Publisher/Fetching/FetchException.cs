namespace EdgeDaemon.Publisher.Fetching;

/// <summary>A model was not fetched; one line that says why and what helps.</summary>
/// <param name="message">The line.</param>
/// <param name="exitCode">As <see cref="ExitCodes"/>.</param>
/// <param name="canContinue">Is what has arrived kept, so that the next time goes on from there?</param>
internal sealed class FetchException(string message, int exitCode, bool canContinue = false) : Exception(message)
{
    /// <summary>What the command ends with.</summary>
    public int ExitCode => exitCode;

    /// <summary>Is what has arrived kept?</summary>
    public bool CanContinue => canContinue;
}
