namespace EdgeDaemon.Hosting;

/// <summary>What nobody caught, on whichever thread: a defect of the program.</summary>
public static class UnforeseenFailure
{
    /// <summary>
    /// From here on such a failure is one line on stderr and exit code 70 (the runtime would write a stack trace over many lines and
    /// abort, which leaves a core file with whatever is in memory, frames among it).
    /// </summary>
    /// <param name="program">The program's name, in front of the line.</param>
    public static void EndsTheProcess(string program) =>
        AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
        {
            Console.Error.WriteLine($"{program}: {Describe(unhandled.ExceptionObject as Exception)}");
            Environment.Exit(ExitCodes.Internal);
        };

    /// <summary>Tells it in one line.</summary>
    public static string Describe(Exception? failure) =>
        $"defect, please report: {failure?.ToString().ReplaceLineEndings(" ") ?? "an error without a description"}";
}
