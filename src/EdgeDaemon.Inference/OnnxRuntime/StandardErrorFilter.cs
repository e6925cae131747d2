using System.Runtime.InteropServices;
using System.Text;
using EdgeDaemon.Inference.Interop;
using Microsoft.Win32.SafeHandles;

namespace EdgeDaemon.Inference.OnnxRuntime;

/// <summary>
/// Keeps one library's known chatter out of the user's sight: while an action runs, file descriptor 2 points to a file in
/// memory; afterwards every line but the chatter is passed on. A file cannot fill up and block the writer as a pipe can.
/// </summary>
internal static class StandardErrorFilter
{
    /// <summary>
    /// Debian's ONNX Runtime 1.21 shares libonnx with the system, finds every operator registered already, and says so for
    /// each of them (567 lines) in the words of onnx/defs/schema.h. It means nothing: the two are the same operators.
    /// </summary>
    public static bool IsSchemaChatter(string line) =>
        line.StartsWith("Schema error:", StringComparison.Ordinal) && line.Contains("already registered", StringComparison.Ordinal);

    /// <summary>Runs <paramref name="action"/> and drops the lines it wrote to standard error that <paramref name="isChatter"/> knows.</summary>
    /// <remarks>Where the descriptor cannot be redirected the action runs all the same: noise is better than no daemon.</remarks>
    public static T Run<T>(Func<T> action, Predicate<string> isChatter)
    {
        using var original = Owned(Libc.Dup(Libc.STDERR_FILENO));
        using var capture = Owned(Libc.MemfdCreate("edgedaemon-stderr", Libc.MFD_CLOEXEC));
        if (original.IsInvalid || capture.IsInvalid || !Redirect(capture))
            return action();
        try
        {
            return action();
        }
        finally
        {
            Redirect(original);
            PassOn(capture, original, isChatter);
        }
    }

    /// <summary>Copies lines that are not chatter, and no blank line that only ended a piece of chatter.</summary>
    internal static string Filter(string text, Predicate<string> isChatter)
    {
        var kept = new StringBuilder();
        var afterChatter = false;
        foreach (var line in text.Split('\n'))
        {
            if (isChatter(line) || (afterChatter && line.Length == 0))
            {
                afterChatter = true;
                continue;
            }

            afterChatter = false;
            kept.Append(line).Append('\n');
        }

        // Split made one line too many when the text ends with a newline, and we ended the last one even if the text did not.
        if (kept.Length > 0 && !afterChatter)
            kept.Length--;
        return kept.ToString();
    }

    private static void PassOn(SafeFileHandle capture, SafeFileHandle original, Predicate<string> isChatter)
    {
        var bytes = new byte[RandomAccess.GetLength(capture)];
        var length = RandomAccess.Read(capture, bytes, fileOffset: 0);
        var rest = Filter(Encoding.UTF8.GetString(bytes, 0, length), isChatter);
        if (rest.Length == 0)
            return;
        try
        {
            using var output = new FileStream(original, FileAccess.Write, bufferSize: 0);
            output.Write(Encoding.UTF8.GetBytes(rest));
        }
        catch (IOException)
        {
            // Standard error is closed or full: there is nobody to tell.
        }
    }

    private static bool Redirect(SafeFileHandle target)
    {
        while (Libc.Dup2((int)target.DangerousGetHandle(), Libc.STDERR_FILENO) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Libc.EINTR)
                return false;
        }

        return true;
    }

    private static SafeFileHandle Owned(int descriptor) => new(descriptor, ownsHandle: true);
}
