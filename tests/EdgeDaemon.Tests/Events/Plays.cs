using System.Collections.Immutable;
using EdgeDaemon.Scenes;
using EdgeDaemon.Scenes.Stage;

namespace EdgeDaemon.Tests.Events;

/// <summary>The scripted scenes, each from a fixed seed. What crosses may be mistaken for each other; nothing else may.</summary>
internal static class Plays
{
    private const int Fps = 10;

    public static ImmutableArray<StagePlay> All { get; } =
    [
        .. Enumerable.Range(1, 6).Select(WalkThrough),
        .. Enumerable.Range(1, 4).Select(Drive),
        .. Enumerable.Range(1, 2).Select(Dog),
        .. Enumerable.Range(1, 6).Select(Crossing),
        .. Enumerable.Range(1, 3).Select(Following),
        .. Enumerable.Range(1, 5).Select(Linger),
        .. Enumerable.Range(1, 5).Select(Occlusion),
        .. Enumerable.Range(1, 5).Select(LightsInAnEmptyScene),
        .. Enumerable.Range(1, 2).Select(LightsWithSomeone),
        .. Enumerable.Range(1, 2).Select(RainOnAnEmptyScene),
        .. Enumerable.Range(1, 3).Select(RainWithSomeone),
        .. Enumerable.Range(1, 3).Select(seed => Blinded("covered", SceneCondition.Covered, seed)),
        .. Enumerable.Range(1, 2).Select(seed => Blinded("dark", SceneCondition.Dark, seed)),
        .. Enumerable.Range(1, 3).Select(seed => Blinded("frozen", SceneCondition.Frozen, seed)),
        .. Enumerable.Range(1, 3).Select(Knocked),
        .. Enumerable.Range(1, 2).Select(Parked),
    ];

    public static bool IsCrossing(StagePlay play) => play.Name.StartsWith("crossing", StringComparison.Ordinal);

    public static bool IsOnlyLight(StagePlay play) => play.Name.StartsWith("lights-empty", StringComparison.Ordinal);

    private static StagePlay WalkThrough(int seed) => Play($"walk-{seed}", 100 + seed, 100) with
    {
        Actors = [Person(seed % 2 == 0, 1, 5 + (seed * 0.4), seed / 7f)],
    };

    private static StagePlay Drive(int seed) => Play($"drive-{seed}", 200 + seed, 80) with
    {
        Actors = [Across(SceneObjectKind.Vehicle, seed % 2 == 0, 1, 2.6 + (seed * 0.5), seed / 5f, 0.35f)],
    };

    private static StagePlay Dog(int seed) => Play($"dog-{seed}", 250 + seed, 110) with
    {
        Actors = [Across(SceneObjectKind.Animal, seed % 2 == 0, 1, 6 + seed, seed / 3f, 0.2f)],
    };

    private static StagePlay Crossing(int seed) => Play($"crossing-{seed}", 300 + seed, 110) with
    {
        Actors = [Person(true, 1, 6, 0.05f * seed), Person(false, 0.6 + (seed * 0.3), 6 + (seed * 0.25), 0.3f + (0.1f * seed))],
    };

    private static StagePlay Following(int seed) => Play($"following-{seed}", 320 + seed, 120) with
    {
        Actors = [Person(true, 1, 6.5, 0.2f), Person(true, 2.6 + (seed * 0.3), 6.5, 0.3f + (seed * 0.1f))],
    };

    private static StagePlay Linger(int seed)
    {
        var (stand, stay) = (0.3f + (seed * 0.08f), 8.0 + (seed * 2));
        var way = new[] { new StageStep(1, -0.12f), new StageStep(3.2, stand), new StageStep(3.2 + stay, stand), new StageStep(7 + stay, 1.12f) };
        return Play($"linger-{seed}", 400 + seed, (int)((9 + stay) * Fps)) with { Actors = [new StageActor(SceneObjectKind.Person, seed / 6f, [.. way])] };
    }

    private static StagePlay Occlusion(int seed) => Play($"occlusion-{seed}", 500 + seed, 110) with
    {
        Actors = [Person(seed % 2 == 0, 1, 5.5 + (seed * 0.3), seed / 6f)],
        Pillar = new StagePillar(0.35f + (seed * 0.06f), 0.06f + (seed * 0.01f)),
    };

    private static StagePlay LightsInAnEmptyScene(int seed) => Play($"lights-empty-{seed}", 600 + seed, 160) with
    {
        Lights = [new(30, 0.25f + (seed * 0.05f)), new(60, 1), new(90, 1.15f + (seed * 0.05f)), new(120, 0.4f)],
    };

    private static StagePlay LightsWithSomeone(int seed) => Play($"lights-someone-{seed}", 620 + seed, 150) with
    {
        Actors = [new StageActor(SceneObjectKind.Person, 0.5f, [new(1, -0.12f), new(3.5, 0.5f), new(9, 0.5f), new(12.5, 1.12f)])],
        Lights = [new(55 + (seed * 3), 0.4f), new(80, 1)],
    };

    private static StagePlay RainOnAnEmptyScene(int seed) => Play($"rain-empty-{seed}", 700 + seed, 150) with { RainStreaks = 25 * seed };

    private static StagePlay RainWithSomeone(int seed) => Play($"rain-someone-{seed}", 720 + seed, 120) with
    {
        RainStreaks = 20 * seed,
        Actors = [Person(seed % 2 == 0, 2, 6.5, seed / 4f)],
    };

    /// <summary>Someone stands there; in the middle of it the camera goes blind.</summary>
    private static StagePlay Blinded(string name, SceneCondition condition, int seed) => Play($"{name}-{seed}", 800 + (int)condition * 10 + seed, 260) with
    {
        Actors = [new StageActor(SceneObjectKind.Person, 0.2f * seed, [new(1, -0.12f), new(4, 0.45f), new(22, 0.5f), new(25, 1.12f)])],
        Script = [new(SceneCondition.Ok, 80), new(condition, 70), new(SceneCondition.Ok, 200)],
    };

    private static StagePlay Knocked(int seed) => Play($"moved-{seed}", 900 + seed, 240) with
    {
        Actors = [Person(true, 1, 6, 0.3f * seed), Person(false, 15, 6, 0.5f)],
        Knock = (120, 0.2f + (seed * 0.08f)),
    };

    /// <summary>A car comes and stays; later someone walks by in front of it.</summary>
    private static StagePlay Parked(int seed) => Play($"parked-{seed}", 950 + seed, 330) with
    {
        Actors =
        [
            new StageActor(SceneObjectKind.Vehicle, 0.3f * seed, [new(1, -0.35f), new(4, 0.4f + (seed * 0.05f)), new(40, 0.4f + (seed * 0.05f))]),
            Person(seed % 2 == 0, 20, 6.5, 0.3f * seed),
        ],
    };

    private static StagePlay Play(string name, int seed, int frames) => new() { Name = name, Seed = seed, Frames = frames, FramesPerSecond = Fps };

    private static StageActor Person(bool toRight, double start, double seconds, float depth) =>
        Across(SceneObjectKind.Person, toRight, start, seconds, depth, 0.12f);

    private static StageActor Across(SceneObjectKind kind, bool toRight, double start, double seconds, float depth, float margin)
    {
        var (from, to) = toRight ? (-margin, 1 + margin) : (1 + margin, -margin);
        return new StageActor(kind, Math.Clamp(depth, 0, 1), [new(start, from), new(start + seconds, to)]);
    }
}
