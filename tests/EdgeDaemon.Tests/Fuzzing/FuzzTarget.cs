namespace EdgeDaemon.Tests.Fuzzing;

/// <summary>Something that reads what others wrote.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Corpus">Sound inputs.</param>
/// <param name="Read">Reads one input; whatever it throws, that is not <paramref name="IsAnswer"/>, is a fault.</param>
/// <param name="IsAnswer">Is an exception one that says that the input is wrong, as it should?</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Corpus, Action<byte[]> Read, Func<Exception, bool> IsAnswer)
{
    // What a reader may allocate for one input of at most 64 KiB.
    private const long MostAllocated = 64L << 20;

    /// <summary>Reads inputs made with the seeds from <paramref name="firstSeed"/> on; each fault with the seed that makes it again.</summary>
    public (int Answered, List<string> Faults) Run(int firstSeed, int executions)
    {
        var answered = 0;
        var faults = new List<string>();
        for (var seed = firstSeed; seed < firstSeed + executions && faults.Count < 5; seed++)
        {
            var input = Mutator.Make(Corpus, seed);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Read(input);
            }
            catch (Exception e) when (IsAnswer(e))
            {
                answered++;
            }
#pragma warning disable CA1031 // Which exceptions there are is the question.
            catch (Exception e)
            {
                faults.Add($"{Name}, seed {seed}: {e}");
            }
#pragma warning restore CA1031

            if (GC.GetAllocatedBytesForCurrentThread() - before is > MostAllocated and var allocated)
                faults.Add($"{Name}, seed {seed}: {allocated >> 20} MiB allocated for {input.Length} bytes");
        }

        return (answered, faults);
    }
}
