using EdgeDaemon.Hosting.Tests;
using Xunit.Runner.InProc.SystemConsole;

return HostedProgram.IsAskedFor(out var what) ? HostedProgram.Run(what) : await ConsoleRunner.Run(args);
