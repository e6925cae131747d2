using BenchmarkDotNet.Running;

// From inside the repository: dotnet run -c Release --project tests/EdgeDaemon.Benchmarks -- --job short --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
