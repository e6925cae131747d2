using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Xunit;

namespace EdgeDaemon.TestKit.Faults;

/// <summary>
/// Faults at the calls that really reach the system: a library between this program and libc (<c>faults.c</c>), which has to be there before the program
/// starts. So a test that is <c>Explicit</c> uses <see cref="Sweep"/>, and another runs it, in a process of its own, by <see cref="RunExplicit"/>.
/// </summary>
public static class SystemFaults
{
    private const string LibraryVariable = "EDGEDAEMON_FAULTS";
    private const int Short = -1;

    /// <summary>Every fault, by name: what libc's <c>errno</c> is then, or a read or write that does half.</summary>
    public static IReadOnlyDictionary<string, int> All { get; } = new Dictionary<string, int>
    {
        ["EINTR"] = 4,
        ["EIO"] = 5,
        ["ENOSPC"] = 28,
        ["EROFS"] = 30,
        ["short"] = Short,
    };

    /// <summary>Faults that nobody may notice: the call is made again.</summary>
    public static bool IsNothing(string fault) => fault is "EINTR" or "short";

    /// <summary>Runs the explicit tests of a class of the calling program with the library in place; skips where there is no C compiler.</summary>
    /// <returns>What the program printed. It failed when its exit status is not 0, which is asserted.</returns>
    public static string RunExplicit(string testClass)
    {
        using var folder = new TempDirectory();
        var library = Compile(folder["faults.so"]);
        using var program = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["-noLogo", "-noColor", "-showLiveOutput", "-explicit", "only", "-class", testClass])
        {
            RedirectStandardOutput = true,
            // In memory, where there is such a place: each sync of a disk takes its time, and is made hundreds of times.
            Environment = { ["LD_PRELOAD"] = library, [LibraryVariable] = library, ["TMPDIR"] = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath() },
        })!;
        var output = program.StandardOutput.ReadToEnd();
        program.WaitForExit();
        Assert.True(program.ExitCode == 0, output);
        return output;
    }

    /// <summary>Lets the calls of an assembly go through the library, too: what P/Invoke calls is not preloaded.</summary>
    public static void Redirect(Assembly assembly) => NativeLibrary.SetDllImportResolver(
        assembly, (name, _, _) => name == "libc" ? NativeLibrary.Load(Environment.GetEnvironmentVariable(LibraryVariable)!) : 0);

    /// <summary>
    /// Does something once for each call that it makes for files, each time with a fault at another one: once, and with every second from there on for good.
    /// </summary>
    /// <param name="error">The fault, from <see cref="All"/>.</param>
    /// <param name="deed">What is done; hears which call is struck.</param>
    /// <returns>How many calls there were.</returns>
    public static long Sweep(int error, Action<long> deed)
    {
        var library = NativeLibrary.Load(Environment.GetEnvironmentVariable(LibraryVariable)!);
        var arm = Marshal.GetDelegateForFunctionPointer<Arm>(NativeLibrary.GetExport(library, "faults_arm"));
        var count = Marshal.GetDelegateForFunctionPointer<Calls>(NativeLibrary.GetExport(library, "faults_calls"));
        Disarmed = () => arm(0, 0, 0);
        arm(nint.MaxValue, error, 0);
        deed(0);
        long calls = count();
        for (nint struck = 1; struck <= calls; struck++)
        {
            arm(struck, error, error is 4 or Short || struck % 2 == 0 ? 0 : 1);
            deed(struck);
            Disarmed();
        }

        return calls;
    }

    /// <summary>Within a deed: from here on nothing fails.</summary>
    public static Action Disarmed { get; private set; } = () => { };

    private delegate void Arm(nint call, int error, int forGood);

    private delegate nint Calls();

    private static string Compile(string library)
    {
        var source = Path.Combine(Assets.RepositoryRoot, "tests", "EdgeDaemon.TestKit", "Faults", "faults.c");
        try
        {
            using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"]);
            compiler.WaitForExit();
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no C compiler on this machine (Debian: gcc).");
        }

        return library;
    }
}
