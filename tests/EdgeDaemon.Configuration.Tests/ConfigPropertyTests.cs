using System.Text;
using EdgeDaemon.Configuration.Yaml;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeDaemon.Configuration.Tests;

public class ConfigPropertyTests
{
    private const string Structure = "[]{}:,-?&*!|>'\"%@`#\n \t~<\r\\\0\u0085\u2028\ufeffa1";

    [Fact]
    public void RandomValidConfig_WrittenAndRead_IsTheSame() =>
        Prop.ForAll<int>(seed =>
        {
            var written = ConfigSchema.Root.Format(RandomConfig.Make(seed));
            Assert.Equal(written, ConfigSchema.Root.Format(ConfigText.Good(written)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void RandomValidConfigs_TakeLive_LeavesExactlyTheRestartDifferences() =>
        Prop.ForAll<int, int>((a, b) =>
        {
            var running = RandomConfig.Make(a);
            var next = RandomConfig.Make(b);
            // Cameras of the same names and models, so that their keys are compared.
            next = next with { Cameras = [.. next.Cameras.Zip(running.Cameras, (n, r) => n with { Model = r.Model })] };
            var before = ConfigChange.Between(running, next);

            var merged = ConfigSchema.Root.TakeLive(running, next);

            Assert.Equal(before.Restart, ConfigChange.Between(merged, next).Restart);
            Assert.Empty(ConfigChange.Between(merged, next).Live);
            Assert.Equal(before.Live, ConfigChange.Between(running, merged).Live);
            Assert.Empty(ConfigChange.Between(running, merged).Restart);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void RandomBytes_NeverThrowAndNeverPass() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            var result = ConfigLoader.Read(YamlDocument.Parse(bytes, "/etc/e.yaml"), "host");
            Assert.Null(result.Config);
            Assert.NotEmpty(result.Errors);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void MutatedExample_NeverThrowsAndSaysSomethingOrPasses()
    {
        var example = ExampleFileTests.Uncommented;
        Prop.ForAll<int>(seed =>
        {
            var result = ConfigText.Read(Mutate(example, new Random(seed)));
            Assert.Equal(result.Config is null, !result.Errors.IsEmpty);
            Assert.All(result.Errors, e => Assert.DoesNotContain('\n', e.ToString()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static string Mutate(string text, Random random)
    {
        var mutated = new StringBuilder(text);
        for (var n = random.Next(1, 8); n > 0; n--)
        {
            var place = random.Next(mutated.Length);
            switch (random.Next(3))
            {
                case 0: mutated[place] = Structure[random.Next(Structure.Length)]; break;
                case 1: mutated.Insert(place, Structure[random.Next(Structure.Length)]); break;
                default: mutated.Remove(place, Math.Min(random.Next(1, 60), mutated.Length - place)); break;
            }
        }

        return mutated.ToString();
    }
}
