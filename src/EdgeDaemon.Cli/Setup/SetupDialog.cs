using EdgeDaemon.Linux;

namespace EdgeDaemon.Cli.Setup;

/// <summary>
/// Asks for what no option has said. Questions go to standard error and answers come from standard input, a terminal or not; an empty answer
/// takes what is proposed.
/// </summary>
/// <param name="input">Where answers come from; not the console's own reader, which shows by itself what is typed.</param>
/// <param name="output">Where questions go.</param>
/// <param name="isTerminal">Is somebody there, who can be asked again?</param>
/// <param name="isSilent">Ask nothing, take what is proposed.</param>
internal sealed class SetupDialog(TextReader input, TextWriter output, bool isTerminal, bool isSilent)
{
    /// <summary>An answer, understood.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="option">The option that answers it.</param>
    /// <param name="given">What that option says, or null.</param>
    /// <param name="proposal">What an empty answer means; null: it means nothing.</param>
    /// <param name="understand">Makes a value of an answer.</param>
    /// <exception cref="FormatException">The answer is not understood, or there is none.</exception>
    public T Ask<T>(string question, string option, string? given, string? proposal, Func<string, T> understand)
    {
        while (true)
        {
            try
            {
                return understand(given ?? (isSilent ? proposal : AnswerTo($"{question}{(proposal is { Length: > 0 } ? $" [{proposal}]" : "")}: ", option) is { Length: > 0 } said ? said : proposal)
                    ?? throw new FormatException($"There is no answer to '{question}'. Give it by {option}."));
            }
            catch (FormatException e) when (isTerminal && !isSilent && given is null)
            {
                output.WriteLine(e.Message);
            }
        }
    }

    /// <summary>Yes or no.</summary>
    /// <exception cref="FormatException">It is neither, or there is no answer.</exception>
    public bool Confirm(string question, string option, bool? given, bool proposal) =>
        Ask($"{question} (yes, no)", option, given is { } known ? Word(known) : null, Word(proposal), answer => answer.ToLowerInvariant() switch
        {
            "y" or "yes" or "true" => true,
            "n" or "no" or "false" => false,
            _ => throw new FormatException($"'{answer}' is neither yes nor no."),
        });

    /// <summary>A secret, which is not shown; null: nothing was said.</summary>
    /// <exception cref="FormatException">The input ended.</exception>
    public string? AskSecret(string question, string option) =>
        isSilent ? null : Hidden(question, option) is { Length: > 0 } secret ? secret : null;

    /// <summary>Says something.</summary>
    public void Tell(string text)
    {
        if (!isSilent)
            output.WriteLine(text);
    }

    private static string Word(bool value) => value ? "yes" : "no";

    private string Hidden(string question, string option)
    {
        using var hidden = TerminalEcho.Off();
        var answer = AnswerTo($"{question}: ", option);
        if (isTerminal)
            output.WriteLine();
        return answer;
    }

    private string AnswerTo(string question, string option)
    {
        output.Write(question);
        output.Flush();
        var answer = input.ReadLine();
        // Nothing echoes a pipe: questions still stand in lines.
        if (!isTerminal)
            output.WriteLine();
        return answer?.Trim() ?? throw new FormatException(
            $"The input ended at the question '{question.TrimEnd(':', ' ')}'. Answer it by {option}, take what is proposed by --yes, or run this in a terminal.");
    }
}
